import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Image } from './image.js';

/** The account of the image where this process may choose one, else our own. */
export const accountOf = ({ uid }: Image): { uid?: number; gid?: number } => (process.getuid?.() === 0 ? { uid, gid: uid } : {});

/** A process of the image, as a container would start it: its account, its folder, its environment and nothing of ours. */
export class Container {
  readonly #child: ChildProcess;
  readonly #lines: string[] = [];
  readonly #closed: Promise<unknown>;
  #told: () => void = () => undefined;

  constructor(image: Image, [command, ...args]: readonly string[], env: Record<string, string>) {
    if (command !== 'node') throw new Error(`the image starts ${String(command)}, and is there for node`);
    this.#child = spawn(process.execPath, args, {
      cwd: image.folder, env: { PATH: '/usr/bin:/bin', ...image.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'], ...accountOf(image),
    });
    this.#closed = once(this.#child, 'close').then(() => this.#told());
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (!stream) continue;
      createInterface({ input: stream }).on('line', (line) => {
        this.#lines.push(line);
        this.#told();
      });
    }
  }

  get pid(): number {
    return this.#child.pid ?? 0;
  }

  get output(): string {
    return this.#lines.join('\n');
  }

  /** Waits for a text in what the process writes. */
  async said(text: string): Promise<void> {
    while (!this.output.includes(text)) {
      if (this.#child.exitCode !== null || this.#child.signalCode !== null) throw new Error(`it has ended:\n${this.output}`);
      await new Promise<void>((resolve) => (this.#told = resolve));
    }
  }

  /** Its exit code, once it has ended by itself. */
  async ended(): Promise<number | null> {
    await this.#closed;
    return this.#child.exitCode;
  }

  /** As `docker stop` does; answers the exit code. */
  async stop(): Promise<number | null> {
    this.#child.kill('SIGTERM');
    return this.ended();
  }
}
