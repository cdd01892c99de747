import { existsSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { startService } from '@onceql/testing';
import type { Service } from '@onceql/testing';
import { pause } from './clock.js';
import type { Journal } from './events.js';

const APPS = join(import.meta.dirname, '..', '..', '..', 'apps');
const READY_MS = 60_000;

/** Lets the storm look into a process: on SIGUSR2 it collects garbage and writes down what it holds. */
const PROBE = `
import { renameSync, writeFileSync } from 'node:fs';
const file = process.env.CHAOS_PROBE + '.' + process.pid;
process.on('SIGUSR2', () => {
  globalThis.gc();
  writeFileSync(file + '.new', JSON.stringify(process.memoryUsage()));
  renameSync(file + '.new', file);
});`;

/** One API or worker process that is started again whenever it ends. */
export class Program {
  readonly name: string;
  readonly app: 'api' | 'worker';
  readonly port: number | undefined;
  /** How often it was started. */
  generation = 0;
  #service: Service | undefined;
  #log = '';
  #isWanted = true;
  #isHit = false;
  #hasWorked = false;
  #ready: Promise<void> = Promise.resolve();
  readonly #env: Record<string, string>;
  readonly #folder: string;
  readonly #journal: Journal;

  constructor(parts: { app: 'api' | 'worker'; number: number; port?: number; env: Record<string, string>; folder: string; journal: Journal }) {
    this.app = parts.app;
    this.name = `${parts.app}-${parts.number}`;
    this.port = parts.port;
    this.#folder = parts.folder;
    this.#journal = parts.journal;
    this.#env = { ...parts.env, CHAOS_PROBE: join(parts.folder, `${this.name}.holds`), ...(parts.port !== undefined && { PORT: String(parts.port) }) };
  }

  get url(): string {
    return `http://127.0.0.1:${String(this.port)}`;
  }

  get pid(): number {
    return this.#service?.pid ?? 0;
  }

  /** Starts it, and resolves when it works. From then on it is started again when it ends. @throws if it does not start */
  async start(): Promise<void> {
    this.#launch();
    const first = this.#service;
    await this.#ready;
    if (first === this.#service && this.#hasWorked) return;
    this.#isWanted = false;
    throw new Error(`${this.name} does not start: ${readFileSync(this.#log, 'utf8').slice(-2000)}`);
  }

  /** Resolves when the process of this moment, or one after it, works. */
  async ready(): Promise<void> {
    for (let known = this.#ready; ; known = this.#ready) {
      await known;
      if (known === this.#ready) return;
    }
  }

  /** Sends a signal that ends it, and resolves when it has ended. */
  async hit(signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    const service = this.#service;
    if (!service) return;
    this.#isHit = true;
    this.signal(signal);
    this.signal('SIGCONT');
    await service.exited;
  }

  signal(signal: NodeJS.Signals): void {
    try {
      if (this.pid > 0) process.kill(this.pid, signal);
    } catch {
      // It has just ended.
    }
  }

  async stop(): Promise<void> {
    this.#isWanted = false;
    this.signal('SIGCONT');
    await this.#service?.stop(10_000);
  }

  /** Memory after a garbage collection; undefined where the process does not answer. */
  async memory(): Promise<{ heapUsed: number; rss: number } | undefined> {
    const file = join(this.#folder, `${this.name}.holds.${this.pid}`);
    rmSync(file, { force: true });
    this.signal('SIGUSR2');
    for (let look = 0; look < 100; look += 1) {
      if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8')) as { heapUsed: number; rss: number };
      await pause(50);
    }
    return undefined;
  }

  #launch(): void {
    this.generation += 1;
    this.#isHit = false;
    this.#log = join(this.#folder, `${this.name}.${this.generation}.log`);
    const service = startService({
      command: process.execPath,
      args: ['--expose-gc', '--import', `data:text/javascript,${encodeURIComponent(PROBE)}`, join(APPS, this.app, 'dist', 'main.js')],
      env: { PATH: process.env['PATH'] ?? '', ...this.#env },
      log: this.#log,
      endSignal: 'SIGTERM',
    });
    this.#service = service;
    this.#hasWorked = false;
    this.#ready = this.#works(service).then((works) => {
      this.#hasWorked = works;
    });
    void service.exited.then((how) => this.#onExit(how, this.#hasWorked));
  }

  #onExit(how: string, worked: boolean): void {
    this.#journal.note('exit', { program: this.name, generation: this.generation, how, hit: this.#isHit });
    if (!this.#isHit && this.#isWanted) this.#onOwnExit(how, worked);
    if (!this.#isWanted) return;
    const again = this.#isHit ? Promise.resolve() : pause(300);
    // Whoever waits for it waits for the next one.
    this.#ready = again.then(() => {
      if (this.#isWanted) this.#launch();
    });
  }

  // One that cannot start while Redis or the ledger is away says so and ends; one that worked must not end by itself.
  #onOwnExit(how: string, worked: boolean): void {
    this.#journal.count('failed_starts', worked ? 0 : 1);
    if (!worked) return;
    const log = readFileSync(this.#log, 'utf8').split('\n').slice(-15);
    this.#journal.violated({ fault: 'crash', details: `${this.name} ended by itself: ${how}`, evidence: { log, file: this.#log } });
  }

  async #works(service: Service): Promise<boolean> {
    let isOver = false;
    void service.exited.then(() => {
      isOver = true;
    });
    for (let waited = 0; waited < READY_MS && !isOver; waited += 50) {
      if (/"outcome":"(listening|working)"/.test(readFileSync(this.#log, 'utf8'))) return true;
      await pause(50);
    }
    return false;
  }
}
