import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const APPS = join(import.meta.dirname, '..', '..', '..', '..', 'apps');

/** One line of a process's log. */
export type LogLine = Readonly<Record<string, unknown>>;

/** An API or worker process, from its built entry point. */
export class Process {
  readonly child: ChildProcess;
  readonly log: LogLine[] = [];
  readonly raw: string[] = [];
  readonly #listeners = new Set<() => void>();

  /** @param limits A command of the shell that comes before, such as `ulimit -f 100`. */
  constructor(app: 'api' | 'worker', env: Record<string, string>, limits = ':') {
    // The shell becomes the process: its id is the one that signals go to.
    const script = `${limits}; exec "$0" "$@"`;
    this.child = spawn('/bin/sh', ['-c', script, process.execPath, join(APPS, app, 'dist', 'main.js')], {
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      if (stream) createInterface({ input: stream }).on('line', (line) => this.#take(line));
    }
  }

  #take(line: string): void {
    this.raw.push(line);
    if (line.startsWith('{')) this.log.push(JSON.parse(line) as LogLine);
    for (const listener of [...this.#listeners]) listener();
  }

  /** Waits for a line of the log. */
  async logged(matches: (line: LogLine) => boolean): Promise<LogLine> {
    for (;;) {
      const found = this.log.find(matches);
      if (found) return found;
      if (this.child.exitCode !== null) throw new Error(`the process has ended: ${this.raw.join('\n')}`);
      await new Promise<void>((resolve) => {
        const listener = (): void => {
          this.#listeners.delete(listener);
          resolve();
        };
        this.#listeners.add(listener);
        this.child.once('exit', listener);
      });
    }
  }

  async end(signal: 'SIGTERM' | 'SIGKILL'): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const exited = once(this.child, 'exit');
    this.child.kill(signal);
    this.child.kill('SIGCONT');
    await exited;
  }
}
