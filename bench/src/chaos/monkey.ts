import { join } from 'node:path';
import { now, pause } from './clock.js';
import type { Blow, Disturbance } from './ends.js';
import type { Random } from './random.js';
import type { Program } from './programs.js';
import type { Scene } from './scene.js';

const BLOWS: readonly (readonly [Blow, number])[] = [
  ['kill_worker', 6], ['kill_api', 4], ['stop_worker', 4], ['term_worker', 3], ['term_api', 3],
  ['redis_kill', 3], ['redis_stop', 2], ['redis_empty', 1], ['warehouse_sessions', 5], ['ledger_sessions', 4],
];
/** A worker is stopped for so long at most: longer than the queue waits for it. */
const LONGEST_STOP_MS = 15_000;

/** Deals blows, and puts all back in its place. The first API process and the first worker are spared. */
export class Monkey {
  readonly #scene: Scene;
  readonly #random: Random;
  readonly #under = new Set<Promise<void>>();
  /** One hand for each: nothing is killed that is just being started again. */
  readonly #busy = new Set<string>();

  constructor(scene: Scene, random: Random) {
    this.#scene = scene;
    this.#random = random;
  }

  /** Goes on until `signal`; resolves when all is in its place again. */
  async rage(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(this.#random.between(500, 3500), signal);
      if (signal.aborted) break;
      this.#strike(this.#random.weighted(BLOWS));
    }
    await Promise.all(this.#under);
  }

  #strike(blow: Blow): void {
    const target = this.#targetOf(blow);
    // The choices are made whether or not the target is free, so that they depend on the seed alone.
    const amount = this.#random.unit();
    if (this.#busy.has(target)) return;
    this.#busy.add(target);
    const disturbance: Disturbance = { blow, target, from: now(), to: Infinity };
    this.#scene.disturbances.push(disturbance);
    this.#scene.journal.note('blow', { blow, target, amount });
    this.#scene.journal.count(blow);
    const done = this.#deal(blow, target, amount).then(() => {
      disturbance.to = now();
      this.#scene.journal.note('mended', { blow, target });
      this.#busy.delete(target);
      this.#under.delete(done);
    });
    this.#under.add(done);
  }

  #targetOf(blow: Blow): string {
    const { apis, workers } = this.#scene.place;
    if (blow.endsWith('_api')) return this.#random.pick(apis.slice(1)).name;
    if (blow.endsWith('_worker')) return this.#random.pick(workers.slice(1)).name;
    return blow.startsWith('redis') ? 'redis' : blow;
  }

  async #deal(blow: Blow, target: string, amount: number): Promise<void> {
    switch (blow) {
      case 'kill_api':
      case 'kill_worker':
        return this.#end(this.#named(target), 'SIGKILL');
      case 'term_api':
      case 'term_worker':
        return this.#end(this.#named(target), 'SIGTERM');
      case 'stop_worker':
        return this.#hold(this.#named(target), amount);
      case 'redis_kill':
      case 'redis_empty':
        return this.#killRedis(blow === 'redis_empty', amount);
      case 'redis_stop':
        return this.#holdRedis(amount);
      case 'warehouse_sessions':
      case 'ledger_sessions':
        return this.#breakSessions(blow, amount);
    }
  }

  #named(name: string): Program {
    const { apis, workers } = this.#scene.place;
    const found = [...apis, ...workers].find((program) => program.name === name);
    if (!found) throw new Error(`there is no ${name}`);
    return found;
  }

  async #end(program: Program, signal: 'SIGKILL' | 'SIGTERM'): Promise<void> {
    await program.hit(signal);
    await program.ready();
  }

  async #hold(program: Program, amount: number): Promise<void> {
    program.signal('SIGSTOP');
    await pause(1000 + amount * (Math.min(LONGEST_STOP_MS, this.#scene.options.seconds * 300) - 1000));
    program.signal('SIGCONT');
  }

  async #killRedis(empty: boolean, amount: number): Promise<void> {
    const { place } = this.#scene;
    await place.killRedis(empty);
    await pause(amount * 2000);
    await place.startRedisAgain(join(this.#scene.folder, 'redis.log'));
  }

  async #holdRedis(amount: number): Promise<void> {
    this.#scene.place.signalRedis('SIGSTOP');
    await pause(500 + amount * 6000);
    this.#scene.place.signalRedis('SIGCONT');
  }

  /** Ends some of OnceQL's own sessions, never the storm's. */
  async #breakSessions(blow: 'warehouse_sessions' | 'ledger_sessions', amount: number): Promise<void> {
    const pool = blow === 'warehouse_sessions' ? this.#scene.place.warehouse : this.#scene.place.ledger;
    const { rowCount } = await pool.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name LIKE 'onceql%' AND abs(hashint4(pid)::bigint) % 100 < $1`,
      [Math.round(10 + amount * 90)],
    );
    this.#scene.journal.count(`${blow}_ended`, rowCount ?? 0);
  }
}
