import { type Engine, type Examination, type FeedLook, type FeedMarks, type RunOrder, type SchemaTable, type Source, type SourceOptions, type Survey, type Warehouse, type WarehouseSession, parseTableName, tableName, tablePattern } from '@onceql/shared';
import type { Rules } from './analysis/verdict.js';
import { Canceller } from './connection/canceller.js';
import { orAborted } from './connection/settling.js';
import { Door } from './connection/door.js';
import { endpointOf } from './connection/endpoint.js';
import { cancelled, connectFailure, statementFailure } from './connection/failure.js';
import { Wire } from './connection/wire.js';
import type { EngineProfile } from './engine.js';
import { EXAMINATIONS, examinedSource } from './examine-limit.js';
import { FEED_MS } from './feed-limit.js';
import type { FunctionPolicy, Log } from './policy.js';
import { postgresEngine } from './postgres/engine.js';
import { redshiftEngine } from './redshift/engine.js';
import { schemaTables } from './schema-tables.js';

const ENGINES: Readonly<Record<Engine, EngineProfile>> = { pg: postgresEngine, redshift: redshiftEngine };
/** Connections beyond the source's concurrency: a run may begin while others are still saying goodbye. */
const SPARE = 2;
/** Connections that only cancel, list and look. What is given up there has to end on the database, too: hence the greeting. */
const CONTROLS = 2;
/** The database gives up first, where it can: a connection that says nothing is lost. */
const FEED_GREETING = [`SET statement_timeout = ${String(FEED_MS - 1000)}`];

/**
 * Opens a source's database. Connects when first asked to; `close` gives every connection back.
 * `policy` holds what is known of functions by name; `log` hears of what no caller can be told.
 */
export function openWarehouse(source: Source, policy: FunctionPolicy, log?: Log): Warehouse {
  return new PooledWarehouse(source, rulesOf(source.options, policy), log);
}

function rulesOf({ allow_functions: listed, ttl_tables: timed, single_table_only: single }: SourceOptions, policy: FunctionPolicy): Rules {
  const patterns = timed.flatMap(({ tables, ttl }) => (ttl > 0 ? (tablePattern(tables) ?? []) : []));
  return { policy, allowed: allowedNames(listed), timed: (table) => patterns.some((matches) => matches(table)), singleTable: single === 'on' };
}

function allowedNames(listed: readonly string[]): ReadonlySet<string> {
  const names = listed.map(parseTableName);
  return new Set(names.flatMap((name) => (name?.database === undefined && name ? tableName(name.schema ?? 'public', name.name) : [])));
}

class PooledWarehouse implements Warehouse {
  readonly #source: Source;
  readonly #rules: Rules;
  readonly #engine: EngineProfile;
  readonly #runs: Door;
  readonly #control: Door;
  readonly #feed: Door;
  readonly #examining: Door;
  readonly #canceller: Canceller;
  readonly #examinationCanceller: Canceller;

  constructor(source: Source, rules: Rules, log?: Log) {
    this.#source = source;
    this.#rules = rules;
    this.#engine = ENGINES[source.type];
    this.#runs = new Door(source, source.options.concurrency + SPARE, this.#engine.greeting, log);
    this.#control = new Door(source, CONTROLS, this.#engine.greeting, log);
    this.#feed = new Door(source, 1, FEED_GREETING, log);
    this.#examining = new Door(source, EXAMINATIONS, this.#engine.greeting, log);
    this.#canceller = new Canceller(this.#control, log);
    this.#examinationCanceller = new Canceller(this.#control, log, endpointOf(source));
  }

  open(order: RunOrder, signal: AbortSignal): Promise<WarehouseSession> {
    return this.#session(this.#runs, this.#source, order, signal);
  }

  async examine(order: RunOrder, signal: AbortSignal): Promise<Examination> {
    const session = await this.#session(this.#examining, examinedSource(this.#source), order, signal);
    try {
      return await session.examine();
    } finally {
      // Nobody waits for the farewell.
      void session.end();
    }
  }

  async #session(door: Door, source: Source, order: RunOrder, signal: AbortSignal): Promise<WarehouseSession> {
    const wire = await this.#connect(door, source, signal);
    try {
      return await this.#engine.begin({ wire, order, source, rules: this.#rules });
    } catch (error) {
      await wire.release([{ act: 'execute', text: 'ROLLBACK' }]);
      throw error;
    }
  }

  async cancelOrphans(run: string, previous: number | undefined, own: number | undefined): Promise<number> {
    return this.#asked(this.#engine.cancelOrphans(this.#control, run, previous, own));
  }

  async test(): Promise<void> {
    // A door of its own, so that nothing is answered by a connection that was made with an earlier password.
    const door = new Door(this.#source, 1, this.#engine.greeting);
    try {
      await this.#asked(door.query('SELECT 1'));
    } finally {
      await door.close();
    }
  }

  async schema(): Promise<SchemaTable[]> {
    return schemaTables(await this.#asked(this.#control.query(this.#engine.schemaSql)));
  }

  async survey(asked: Parameters<Warehouse['survey']>[0]): Promise<Survey> {
    return this.#asked(this.#engine.survey(this.#control, asked));
  }

  async changes(before: FeedMarks): Promise<FeedLook> {
    return this.#asked(this.#engine.changes(this.#feed, before, this.#source), FEED_MS / 1000);
  }

  async close(): Promise<void> {
    // What is under way may have to be cancelled, over the control door.
    await this.#runs.close();
    await this.#examining.close();
    await Promise.all([this.#control.close(), this.#feed.close()]);
  }

  async #connect(door: Door, source: Source, signal: AbortSignal): Promise<Wire> {
    if (signal.aborted) throw cancelled();
    const entered = door.enter();
    try {
      const { client, pid } = await orAborted(entered, signal, cancelled);
      const { statement_timeout: limit } = source.options;
      const canceller = door === this.#examining ? this.#examinationCanceller : this.#canceller;
      return new Wire({ client, pid, signal, canceller, endpoint: endpointOf(source), limit });
    } catch (error) {
      // Whoever comes in too late is shown out.
      if (signal.aborted) entered.then(({ client }) => client.release(), () => undefined);
      throw connectFailure(error, endpointOf(this.#source));
    }
  }

  async #asked<T>(answer: Promise<T>, limit = this.#source.options.statement_timeout): Promise<T> {
    try {
      return await answer;
    } catch (error) {
      throw statementFailure(error, endpointOf(this.#source), limit);
    }
  }
}
