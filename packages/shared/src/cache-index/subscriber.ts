import { Redis } from 'ioredis';
import type { RedisClient } from './script.js';

const backOff = (times: number): number => Math.min(times * 100, 2_000);

/** What a subscriber tells. */
export interface Heard {
  /** A message. On a cluster it may be heard more than once. */
  readonly message: (channel: string, message: string) => void;
  /** A subscription stands (again): what was said before may have been missed. */
  readonly restored: () => void;
}

/**
 * Listens to channels and patterns. On a cluster it listens at every master: a master's messages reach the others over
 * links that break with it, so that only a connection to it tells when nothing can be missed any more.
 */
export class Subscriber {
  readonly #redis: RedisClient;
  readonly #heard: Heard;
  readonly #channels: readonly string[];
  readonly #patterns: readonly string[];
  readonly #connections = new Map<string, Redis>();

  /** @param redis A single Redis can do nothing else from now on; a cluster serves to find its masters. */
  constructor(redis: RedisClient, wanted: { channels: readonly string[]; patterns: readonly string[] }, heard: Heard) {
    this.#redis = redis;
    this.#channels = wanted.channels;
    this.#patterns = wanted.patterns;
    this.#heard = heard;
  }

  /** Resolves when a first subscription stands. */
  async start(): Promise<void> {
    if (this.#redis instanceof Redis) return this.#follow('', this.#redis);
    this.#redis.on('refresh', () => void this.#matchMasters());
    await this.#matchMasters();
  }

  stop(): void {
    for (const connection of this.#connections.values()) connection.disconnect();
    this.#redis.disconnect();
  }

  async #matchMasters(): Promise<void> {
    if (this.#redis instanceof Redis) return;
    const masters = new Map(this.#redis.nodes('master').map((node) => [`${node.options.host}:${node.options.port}`, node]));
    for (const [at, connection] of this.#connections) {
      if (masters.has(at)) continue;
      this.#connections.delete(at);
      connection.disconnect();
    }
    const begun = [...masters].filter(([at]) => !this.#connections.has(at)).map(([at, node]) => this.#follow(at, listenerAt(node)));
    await Promise.race(begun);
  }

  async #follow(at: string, connection: Redis): Promise<void> {
    this.#connections.set(at, connection);
    connection.on('message', this.#heard.message);
    connection.on('pmessage', (_pattern, channel: string, message: string) => this.#heard.message(channel, message));
    await new Promise<void>((resolve) => {
      const subscribe = (): void => {
        // Whoever looks for himself must look after the subscription stands; a failure brings another 'ready'.
        this.#subscribe(connection).then(() => {
          this.#heard.restored();
          resolve();
        }, () => undefined);
      };
      connection.on('ready', subscribe);
      if (connection.status === 'ready') subscribe();
    });
  }

  async #subscribe(connection: Redis): Promise<void> {
    await connection.psubscribe(...this.#patterns);
    await connection.subscribe(...this.#channels);
  }
}

function listenerAt(node: Redis): Redis {
  const connection = node.duplicate({ lazyConnect: false, retryStrategy: backOff, maxRetriesPerRequest: null });
  connection.on('error', () => undefined); // the cluster's own connections report that the node is down
  return connection;
}
