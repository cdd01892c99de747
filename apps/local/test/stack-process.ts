import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheFolder } from '@onceql/testing';

const STACK = fileURLToPath(new URL('fixtures/stack.mjs', import.meta.url));

/** Makes a home folder that has the fetched programs already. */
export function makeHome(folder: string): string {
  const home = join(folder, 'home');
  mkdirSync(cacheFolder(), { recursive: true });
  mkdirSync(home, { mode: 0o711 });
  symlinkSync(cacheFolder(), join(home, 'cache'));
  return home;
}

/** A stack in a process of its own, and what it says. */
export class StackProcess {
  readonly child: ChildProcess;
  readonly ended: Promise<number | null>;
  #said = '';
  #heard = new Set<() => void>();

  constructor(env: Readonly<Record<string, string>>) {
    this.child = spawn(process.execPath, [STACK], { env: { PATH: process.env['PATH'], ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
    this.ended = new Promise((resolve) => this.child.once('close', (code) => resolve(code)));
    for (const stream of [this.child.stdout, this.child.stderr]) stream?.on('data', (chunk) => this.#hear(String(chunk)));
    void this.ended.then(() => this.#hear(''));
  }

  get said(): string {
    return this.#said;
  }

  /** Waits until it has said something. */
  async says(what: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = what.exec(this.#said);
      if (match) return match;
      if (this.child.exitCode !== null || this.child.signalCode !== null) throw new Error(`it ended, having said: ${this.#said}`);
      await new Promise<void>((resolve) => this.#heard.add(resolve));
    }
  }

  #hear(text: string): void {
    this.#said += text;
    const waiting = [...this.#heard];
    this.#heard.clear();
    for (const resolve of waiting) resolve();
  }
}
