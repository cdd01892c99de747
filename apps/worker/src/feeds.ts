import { randomUUID } from 'node:crypto';
import { SourceWatch, holdMs } from '@onceql/flow';
import type { WatchPorts } from '@onceql/flow';
import { holdSourceTurn } from '@onceql/shared';
import type { RedisClient, Source } from '@onceql/shared';
import { Every } from './every.js';
import { PerSource } from './per-source.js';

/** How often it is seen to it whether a round is due. */
const TICK_MS = 200;
/** How often a process asks for a feed that another one has. */
const ASK_MS = 2_000;

interface Fed {
  readonly source: Source;
  readonly poll: number;
}

/**
 * The change feeds of this process. Each feed has one holder in the cluster, who keeps it while it looks; the other
 * processes ask for it again and again, so that one of them has it soon after its holder died.
 */
export class Feeds {
  readonly #redis: RedisClient;
  readonly #ports: WatchPorts;
  readonly #holder = randomUUID();
  readonly #rounds: PerSource;
  readonly #ticks: Every;
  readonly #watches = new Map<number, SourceWatch>();
  readonly #held = new Set<number>();
  readonly #due = new Map<number, number>();
  #fed: readonly Fed[] = [];

  constructor(redis: RedisClient, ports: WatchPorts) {
    this.#redis = redis;
    this.#ports = ports;
    const onError = (error: unknown, source?: number): void => ports.log.warn({ err: error, source }, 'change feed not asked');
    this.#rounds = new PerSource(onError);
    this.#ticks = new Every(TICK_MS, () => Promise.resolve(this.#tick()), onError);
  }

  /** Feeds the sources of this list that ask for it. */
  follow(sources: readonly Source[]): void {
    this.#fed = sources.flatMap((source) => (source.options.feed === 'off' ? [] : [{ source, poll: source.options.feed.poll }]));
    const ids = new Set(this.#fed.map(({ source }) => source.id));
    for (const id of this.#watches.keys()) if (!ids.has(id)) this.#watches.delete(id);
  }

  start(): void {
    this.#ticks.start();
  }

  /** Gives the feeds back, so that others have them at once; waits `boundMs` at most for what is under way. */
  async stop(boundMs: number): Promise<void> {
    this.#fed = [];
    await this.#ticks.stop();
    await this.#rounds.settled(boundMs);
    const back = [...this.#held].map((id) => holdSourceTurn(this.#redis, id, 'feed', this.#holder, 0).catch(() => false));
    await Promise.all(back);
  }

  #tick(): void {
    const now = performance.now();
    for (const fed of this.#fed) {
      const { id } = fed.source;
      if ((this.#due.get(id) ?? 0) > now) continue;
      this.#due.set(id, Infinity);
      this.#rounds.begin(id, () => this.#round(fed, now));
    }
  }

  async #round({ source, poll }: Fed, began: number): Promise<void> {
    const watch = this.#watches.get(source.id) ?? new SourceWatch(this.#ports, source.id);
    this.#watches.set(source.id, watch);
    let wait = Math.min(poll * 1000, ASK_MS);
    try {
      const holds = await holdSourceTurn(this.#redis, source.id, 'feed', this.#holder, holdMs(poll));
      if (holds) this.#held.add(source.id);
      else this.#held.delete(source.id);
      if (!holds) return watch.forget();
      const round = await watch.round(source, poll);
      if (round !== 'superseded') wait = poll * 1000;
    } finally {
      this.#due.set(source.id, Math.max(began + wait, performance.now()));
    }
  }
}
