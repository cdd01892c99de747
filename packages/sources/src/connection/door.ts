import { orLate } from '@onceql/shared';
import type { Source } from '@onceql/shared';
import { DatabaseError, Pool, type PoolClient, type PoolConfig } from 'pg';
import type { Log } from '../policy.js';
import { type Ssl, endpointOf, poolConfig, sslWays } from './endpoint.js';
import { connectFailure, isNoSsl } from './failure.js';
import { tapClient } from './tap.js';

/** Milliseconds for the first words on a connection. */
const GREET_MS = 10_000;
/** A setting that a server may not know, or not be able to. */
const PASSED_OVER = new Set(['42704', '22023']);

/**
 * The connections of one purpose to one source: a pool, and the choice between TLS and the clear that sslmode
 * leaves open. A connection that breaks while idle is dropped with a warning.
 */
export class Door {
  readonly #source: Source;
  readonly #max: number;
  readonly #log: Log | undefined;
  readonly #greeting: readonly string[];
  readonly #ways: readonly Ssl[];
  readonly #pids = new WeakMap<PoolClient, number>();
  #way = 0;
  #pool: Pool;
  #closing: Promise<void> | undefined;

  /** `greeting`: statements for each new connection; one that the server does not know is passed over. */
  constructor(source: Source, max: number, greeting: readonly string[], log?: Log) {
    this.#source = source;
    this.#max = max;
    this.#log = log;
    this.#greeting = greeting;
    this.#ways = sslWays(source.options);
    this.#pool = this.#makePool();
  }

  /** A connection for oneself, to be released. @throws SourceFailure */
  async enter(): Promise<{ client: PoolClient; pid: number }> {
    const client = await this.#connect();
    try {
      return { client, pid: this.#pids.get(client) ?? (await orLate(GREET_MS, this.#greet(client), () => new Error('timed out'))) };
    } catch (error) {
      client.release(true);
      throw connectFailure(error, endpointOf(this.#source));
    }
  }

  /**
   * One statement on any connection; one that takes longer than `limit` ms is given up with its connection.
   * @throws SourceFailure if there is no connection; else what the database says.
   */
  async query(text: string, values: readonly unknown[] = [], limit?: number): Promise<unknown[][]> {
    const { client } = await this.enter();
    let broken = true;
    try {
      const { rows } = await client.query<unknown[]>({ text, values: [...values], rowMode: 'array', ...(limit !== undefined && { query_timeout: limit }) });
      broken = false;
      return rows;
    } catch (error) {
      broken = !(error instanceof DatabaseError);
      throw error;
    } finally {
      client.release(broken);
    }
  }

  /** Waits for those who are inside. */
  async close(): Promise<void> {
    this.#closing ??= this.#pool.end();
    await this.#closing;
  }

  /** Each caller tries each way at most once, whatever others turn to meanwhile. @param refused ways that failed for this one */
  async #connect(refused: ReadonlySet<number> = new Set()): Promise<PoolClient> {
    const pool = this.#pool;
    const way = this.#way;
    try {
      return await pool.connect();
    } catch (error) {
      const failed = new Set([...refused, way]);
      const isLeft = failed.size < this.#ways.length && !this.#closing;
      // A pool that was closed because another caller has turned says nothing about its way; one that refuses TLS does.
      if (isLeft && (isAboutTls(error) || pool !== this.#pool)) {
        if (failed.has(this.#way)) this.#choose((this.#way + 1) % this.#ways.length);
        return this.#connect(failed);
      }
      // None did for its own sake: the next caller begins with the first one again. A server that is full is no reason.
      if (isAboutTls(error) && this.#way !== 0) this.#choose(0);
      throw connectFailure(error, endpointOf(this.#source));
    }
  }

  #choose(way: number): void {
    if (this.#closing) return;
    void this.#pool.end();
    this.#way = way;
    this.#pool = this.#makePool();
  }

  #makePool(): Pool {
    const config: PoolConfig = poolConfig(this.#source, this.#ways[this.#way] ?? false, this.#max);
    const pool = new Pool(config);
    // While a connection is in use, its user hears of its end through what he asked for; the event must find a listener.
    pool.on('connect', (client) => {
      client.on('error', () => undefined);
      tapClient(client);
    });
    pool.on('error', (error) => this.#log?.warn({ source: this.#source.id, error: error.message }, 'an idle connection broke'));
    return pool;
  }

  async #greet(client: PoolClient): Promise<number> {
    const { rows } = await client.query<[number]>({ text: 'SELECT pg_backend_pid()', rowMode: 'array' });
    for (const statement of this.#greeting) await client.query(statement).catch(passOver);
    const pid = Number(rows[0]?.[0]);
    this.#pids.set(client, pid);
    return pid;
  }
}

/** Whether a refusal may be about TLS, as libpq takes it: then the other way is tried. */
const isAboutTls = (error: unknown): boolean => isNoSsl(error) || (error instanceof DatabaseError && error.code === '28000');

function passOver(error: unknown): void {
  if (!(error instanceof DatabaseError && PASSED_OVER.has(error.code ?? ''))) throw error;
}
