import { type Analysis, type Examination, type RowReader, type Setting, SourceFailure, type TypedColumn, type WarehouseSession } from '@onceql/shared';
import { judge } from '../analysis/verdict.js';
import { beginSteps, runSettings } from '../begin.js';
import type { Printing } from '../cells/kinds.js';
import { typedColumns } from '../connection/columns.js';
import type { Field } from '../connection/exchange.js';
import { rowReader } from '../connection/reader.js';
import type { SessionParts } from '../engine.js';
import { RedshiftCatalog } from './catalog.js';
import { findFacts } from './find-facts.js';
import { ofTransactions } from './settings.js';

/** Redshift knows no other isolation than this and snapshots; the word is for the look-alikes it is tested on. */
const BEGIN = 'BEGIN ISOLATION LEVEL SERIALIZABLE READ ONLY';
const STATEMENT = 'onceql_statement';
const NO_SETTINGS: readonly Setting[] = [];

/**
 * A session in two transactions: Redshift takes a transaction's snapshot with its first statement, so the
 * analysis has a transaction of its own, and that of the run begins with `read`. What a view means could change
 * between the two; no lock prevents it. There was no Redshift to try this on: it was tested on Postgres only,
 * with nothing but what both of them have.
 */
export class RedshiftSession implements WarehouseSession {
  readonly pid: number;
  readonly #parts: SessionParts;

  constructor(parts: SessionParts) {
    this.#parts = parts;
    this.pid = parts.wire.pid;
  }

  async examine(): Promise<Examination> {
    const { wire, order, rules } = this.#parts;
    await this.#begin();
    await this.#prepare();
    const facts = await findFacts(new RedshiftCatalog(wire), order, rules.policy.safeStable);
    await wire.exchange([{ act: 'close', name: STATEMENT }, { act: 'execute', text: 'ROLLBACK' }]);
    const { relations, functions } = facts;
    return { analysis: judge(facts, order.reader, rules), relations, functions };
  }

  async analyse(): Promise<Analysis> {
    return (await this.examine()).analysis;
  }

  /** Prepares the statement anew: a plan of the analysis' transaction may be out of date. */
  async read(): Promise<RowReader> {
    const { wire } = this.#parts;
    await this.#begin();
    const fields = await this.#prepare();
    const columns = await this.#describe(fields);
    return rowReader(wire, wire.stream(STATEMENT, columns), columns, () => Promise.resolve());
  }

  end(): Promise<void> {
    return this.#parts.wire.release([
      { act: 'close', name: STATEMENT },
      { act: 'execute', text: 'ROLLBACK' },
    ]);
  }

  async #begin(): Promise<void> {
    const { wire, order, source } = this.#parts;
    const settings = ofTransactions(runSettings(order, source.options.statement_timeout, NO_SETTINGS));
    await wire.exchange(beginSteps(BEGIN, settings));
  }

  /** Redshift has no bytea; its floats have digits that are read as the same value where they are few enough, which is looked at. */
  #printing(): Printing {
    const settings = new Map(this.#parts.order.settings.map(([name, value]) => [name.toLowerCase(), value]));
    return { DateStyle: settings.get('datestyle') ?? 'ISO', TimeZone: settings.get('timezone') ?? 'UTC', bytea_output: 'hex', extra_float_digits: '1' };
  }

  async #prepare(): Promise<readonly Field[]> {
    const { fields } = await this.#parts.wire.exchange([{ act: 'prepare', name: STATEMENT, text: this.#parts.order.statement }]);
    if (!fields) throw new SourceFailure('statement', 'The statement returns no rows: only a query can be run.');
    return fields;
  }

  async #describe(fields: readonly Field[]): Promise<TypedColumn[]> {
    if (fields.length === 0) return [];
    // Oids and modifiers are numbers from the wire, and Redshift has no arrays to hand them over in.
    const calls = fields.map(({ dataTypeID, dataTypeModifier }) => `format_type(${String(dataTypeID)}, ${String(dataTypeModifier)})`);
    const { rows } = await this.#parts.wire.exchange([{ act: 'execute', text: `SELECT ${calls.join(', ')}` }]);
    return typedColumns(fields, (rows[0]?.[0] ?? []).map((type) => type ?? '???'), this.#printing());
  }
}
