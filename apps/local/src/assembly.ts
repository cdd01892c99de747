import type { StackFile } from './lock/stack-file.js';
import type { Teller } from './say.js';
import { Keeper } from './supervise/keeper.js';
import type { BackOff, Running } from './supervise/keeper.js';

/** Milliseconds that Redis or Postgres has to end in good order. */
const SERVICE_STOP_MS = 15_000;
/** Beyond the grace time, for a process that keeps to it. */
const SLACK_MS = 2_000;

/** All that a stack has started, in the order in which it was. */
export class Assembly {
  readonly #teller: Teller;
  readonly #backOff: BackOff | undefined;
  /** API and workers: they stop first, because they need the others to do it well. */
  readonly #programs: [name: string, keeper: Keeper][] = [];
  readonly #services: [name: string, keeper: Keeper][] = [];
  #file: StackFile | undefined;

  constructor(teller: Teller, backOff?: BackOff) {
    this.#teller = teller;
    this.#backOff = backOff;
  }

  /** Takes charge of `stack.json`: every process is recorded in it, and it goes when all have ended. */
  hold(file: StackFile): void {
    this.#file = file;
  }

  /** Starts a process and keeps it running from then on. @throws whatever `start` throws at the first time */
  async keep<R extends Running>(kind: 'program' | 'service', name: string, start: () => Promise<R>): Promise<R> {
    const keeper = await Keeper.start<R>({
      name,
      start,
      onStart: ({ pid }) => this.#file?.record(name, pid),
      say: (line) => this.#teller.event(line),
      ...(this.#backOff && { backOff: this.#backOff }),
    });
    (kind === 'program' ? this.#programs : this.#services).push([name, keeper]);
    return keeper.running;
  }

  /** Stops everything and waits for it. What has not ended after `graceMs` is killed. */
  async stop(graceMs: number): Promise<void> {
    const programs = this.#programs.map(([, keeper]) => keeper);
    if (programs.length > 0) {
      await this.#teller.step('stopping the API and the workers', 'stopped the API and the workers', async () => {
        await Promise.all(programs.map((keeper) => keeper.stop(graceMs + SLACK_MS)));
      });
    }
    for (const [name, keeper] of this.#services) {
      await this.#teller.step(`stopping ${name}`, `stopped ${name}`, () => keeper.stop(SERVICE_STOP_MS));
    }
    this.#file?.remove();
  }

  /** Makes a `stop` under way end at once for the API and the workers, and soon for the services. */
  hurry(): void {
    for (const [, keeper] of this.#programs) void keeper.stop(0);
  }
}
