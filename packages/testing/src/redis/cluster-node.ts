import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { freePort } from '../service/free-port.js';
import { startRedis } from './redis.js';
import type { RunningRedis } from './redis.js';

/** Nodes talk to each other on a port of their own, this much above the other. */
const BUS = 10_000;

/** One node of a cluster on 127.0.0.1, which can be killed and started again. */
export class ClusterNode {
  readonly #dir: string;
  readonly #password: string | undefined;
  readonly #settings: readonly string[];
  #running: RunningRedis;

  private constructor(dir: string, password: string | undefined, settings: readonly string[], running: RunningRedis) {
    this.#dir = dir;
    this.#password = password;
    this.#settings = settings;
    this.#running = running;
  }

  static async start(dir: string, password: string | undefined, nodeTimeout: number): Promise<ClusterNode> {
    // A master that is down takes only its own slots with it.
    const settings = ['cluster-enabled yes', `cluster-node-timeout ${nodeTimeout}`, 'cluster-require-full-coverage no'];
    for (let left = 3; ; left -= 1) {
      try {
        return new ClusterNode(dir, password, settings, await startIn(dir, await portWithBus(), password, settings));
      } catch (error) {
        if (left === 0 || !/in use/i.test(String(error))) throw error;
      }
    }
  }

  get url(): string {
    return this.#running.url;
  }

  get port(): number {
    return this.#running.port;
  }

  /** Ends it as a crash does. */
  async kill(): Promise<void> {
    process.kill(this.#running.pid, 'SIGKILL');
    await this.#running.exited;
  }

  /** Starts it again on its port, with what its file has, or empty. */
  async restart(how: { readonly empty?: boolean } = {}): Promise<void> {
    for (const name of how.empty ? ['appendonlydir', 'appendonly.aof', 'dump.rdb'] : []) rmSync(join(this.#dir, name), { recursive: true, force: true });
    this.#running = await startIn(this.#dir, this.port, this.#password, this.#settings);
  }

  /** What the node answers on a connection of its own. @throws Error where it does not. */
  async ask<T>(question: (redis: Redis) => Promise<T>): Promise<T> {
    const redis = new Redis(this.url, { lazyConnect: true, retryStrategy: () => null }).on('error', () => undefined);
    try {
      return await question(redis);
    } finally {
      redis.disconnect();
    }
  }

  async stop(): Promise<void> {
    await this.#running.stop(2_000);
  }
}

const startIn = (dir: string, port: number, password: string | undefined, settings: readonly string[]): Promise<RunningRedis> =>
  startRedis({ dir, port, appendonly: true, settings, ...(password !== undefined && { password }) });

async function portWithBus(): Promise<number> {
  for (;;) {
    const port = await freePort();
    if (port + BUS < 65_536) return port;
  }
}
