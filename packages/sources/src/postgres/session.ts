import { type Analysis, type Bucket, type Examination, type RowReader, SourceFailure, type TypedColumn, type WarehouseSession } from '@onceql/shared';
import { type ReadBuckets, withBuckets } from '../analysis/buckets.js';
import { judge } from '../analysis/verdict.js';
import { typedColumns } from '../connection/columns.js';
import type { Field, Step } from '../connection/exchange.js';
import { rowReader } from '../connection/reader.js';
import { type CopyPlan, planCopy } from '../copy/plan.js';
import type { SessionParts } from '../engine.js';
import { sql } from '../sql.js';
import { type Found, findFacts } from './find-facts.js';
import { PLAN_AS_USUAL } from './plans.js';
import { arrayLiteral, json } from './values.js';

const LOCKS = sql(import.meta.url, 'locks.sql');
const BUCKETS = sql(import.meta.url, 'buckets.sql');
const NEWCOMERS = sql(import.meta.url, 'newcomers.sql');
/** The caller's statement, prepared; there is one to a connection. */
const STATEMENT = 'onceql_statement';

interface Prepared {
  readonly columns: readonly TypedColumn[];
  /** What brings the rows; undefined where they come as texts. */
  readonly copy: CopyPlan | undefined;
  readonly known: Pick<Found, 'family' | 'namesakes'>;
}

/** A session within its transaction. What `analyse` has parsed is what `read` runs. */
export class PostgresSession implements WarehouseSession {
  readonly pid: number;
  readonly #parts: SessionParts;
  #prepared: Prepared | undefined;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.pid = parts.wire.pid;
  }

  /**
   * Parses the statement without planning it, so nothing in it is executed, and reads from one's own locks which
   * relations parsing and rewriting have touched: all of them, also behind views and in row security policies.
   * The locks stay until the end, so what was found stays true.
   */
  async examine(): Promise<Examination> {
    const { fields, locked, buckets } = await this.#prepare();
    const { facts, ...known } = await findFacts(this.#parts.wire, this.#parts.order, locked, fields, this.#parts.rules.allowed);
    const columns = typedColumns(fields, known.types, known.printing);
    this.#prepared = { columns, copy: this.#planCopy(fields, columns, known), known };
    if (this.#parts.order.reader !== 'tree' || facts.functions.some(({ builtin }) => !builtin)) await this.#expectUsersCode();
    const { relations, functions } = facts;
    const analysis = judge(facts, this.#parts.order.reader, this.#parts.rules);
    return { analysis: buckets ? withBuckets(analysis, this.#parts.order.buckets ?? [], buckets) : analysis, relations, functions };
  }

  async analyse(): Promise<Analysis> {
    return (await this.examine()).analysis;
  }

  read(): Promise<RowReader> {
    return Promise.resolve().then(() => {
      const prepared = this.#prepared;
      if (!prepared) throw new Error('read() comes after analyse().');
      const { wire } = this.#parts;
      const stream = prepared.copy ? wire.copy(prepared.copy) : wire.stream(STATEMENT, prepared.columns);
      return rowReader(wire, stream, prepared.columns, () => this.#refuseNewcomers(prepared.known));
    });
  }

  end(): Promise<void> {
    return this.#parts.wire.release([
      { act: 'close', name: STATEMENT },
      { act: 'execute', text: 'ROLLBACK' },
      // A function may have taken locks that outlive the transaction.
      { act: 'execute', text: 'SELECT pg_catalog.pg_advisory_unlock_all()' },
    ]);
  }

  /** Only of what two parsers have found to be one SELECT: the server's own just now, and ours when it was submitted. */
  #planCopy(fields: readonly Field[], columns: readonly TypedColumn[], { outputs, printing }: Pick<Found, 'outputs' | 'printing'>): CopyPlan | undefined {
    const { order } = this.#parts;
    return order.reader === 'tree' && printing.server_encoding !== 'SQL_ASCII' ? planCopy(order.statement, fields, columns, outputs) : undefined;
  }

  async #prepare(): Promise<{ fields: readonly Field[]; locked: readonly string[]; buckets: ReadBuckets | undefined }> {
    const { buckets = [] } = this.#parts.order;
    const { fields, rows } = await this.#parts.wire.exchange([
      { act: 'prepare', name: STATEMENT, text: this.#parts.order.statement },
      { act: 'recall', name: 'onceql_locks', text: LOCKS },
      ...(buckets.length > 0 ? [readingOf(buckets)] : []),
    ]);
    if (!fields) throw new SourceFailure('statement', 'The statement returns no rows: only a query can be run.');
    const locked = (rows[0] ?? []).flatMap(([oid]) => oid ?? []);
    return { fields, locked, buckets: buckets.length > 0 ? json<ReadBuckets>(rows[1]) : undefined };
  }

  /** What users wrote may prepare statements that outlive the transaction, and is planned as they expect it to be. */
  async #expectUsersCode(): Promise<void> {
    this.#parts.wire.forget();
    await this.#parts.wire.exchange([{ act: 'execute', text: PLAN_AS_USUAL }]);
  }

  async #refuseNewcomers({ family, namesakes }: Prepared['known']): Promise<void> {
    const { rows } = await this.#parts.wire.exchange([{ act: 'recall', name: 'onceql_newcomers', text: NEWCOMERS, values: [family, namesakes].map(arrayLiteral) }]);
    const newcomer = rows[0]?.[0]?.[0];
    if (newcomer) throw new SourceFailure('connection', `${newcomer} became part of what the statement means while it began.`);
  }
}

/** The start of the transaction is what the statement's `now()` will say, however long it has to wait until then. */
const readingOf = (buckets: readonly Bucket[]): Step => ({
  act: 'recall',
  name: 'onceql_buckets',
  text: BUCKETS,
  values: [buckets.map(({ unit }) => unit), buckets.map(({ zone }) => zone)].map(arrayLiteral),
});
