import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { CSV, openResultStore, RenderPool, type Rendering, uniqueNames } from '@onceql/results';
import { FUNCTION_POLICY, type ResultStore, type RunOrder, type Source, type StoredRows, type TypedColumn, type Warehouse } from '@onceql/shared';
import type { Client } from 'pg';
import { openWarehouse } from '../../src/index.js';
import { orderOf, sourceAt, within } from '../fixtures.js';
import type { TestPostgres } from '../postgres.js';
import { rowsAsJson } from './as-json.js';
import { copied, valuesIn } from './copied.js';

const CSV_OF_ALL: Rendering = { format: 'delimited', options: CSV, compression: 'none', name: '', modifiedAt: 0 };

interface Stored {
  readonly columns: readonly TypedColumn[];
  readonly stored: StoredRows;
}

/** The whole way of rows: out of a source, through a stored file, to what callers are given. */
export class Line {
  readonly #store: ResultStore;
  readonly #pool: RenderPool;
  readonly #warehouses: Readonly<Record<Source['type'], Warehouse>>;
  /** The database's own view of things, as the role that reads. */
  readonly direct: Client;

  /** Where the results lie. */
  readonly #folder: string;
  /** Rows of the last statement. */
  rows = 0;

  private constructor(postgres: TestPostgres, direct: Client, folder: string, store: ResultStore, pool: RenderPool) {
    this.direct = direct;
    this.#folder = folder;
    this.#store = store;
    this.#pool = pool;
    const open = (type: Source['type']): Warehouse => openWarehouse(sourceAt(postgres, {}, type), FUNCTION_POLICY, { warn: () => undefined });
    this.#warehouses = { pg: open('pg'), redshift: open('redshift') };
  }

  static async over(postgres: TestPostgres): Promise<Line> {
    const folder = mkdtempSync(join(tmpdir(), 'onceql-fidelity-'));
    const url = pathToFileURL(folder).href;
    const direct = await postgres.connect('reader');
    return new Line(postgres, direct, folder, await openResultStore(url), new RenderPool({ url }, 1));
  }

  async stop(): Promise<void> {
    await this.direct.end();
    await Promise.all([...Object.values(this.#warehouses).map((each) => each.close()), this.#pool.close()]);
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** What differs between the rows that a caller is given and those that the server itself copies; empty: nothing. One that fails has to fail alike. */
  async differences(statement: string, engine: Source['type'], more: Pick<RunOrder, 'settings' | 'reader'>): Promise<string[]> {
    const theirs = await copied(this.direct, statement, more.settings).catch((error: Error) => error);
    if (theirs instanceof Error) return this.#failsLike(theirs.message, statement, engine, more);
    const result = await this.#result(statement, engine, more);
    this.rows = result.stored.rows;
    const ours = await this.#rendered(result, CSV_OF_ALL);
    const wrong = ours.equals(theirs) ? [] : [`CSV of ${kindsOf(result)}: ${apart(ours.toString(), theirs.toString())}`];
    return wrong.length > 0 ? wrong : this.#inJson(result, theirs.toString());
  }

  async #failsLike(message: string, statement: string, engine: Source['type'], more: Partial<RunOrder>): Promise<string[]> {
    const said = await this.#result(statement, engine, more).then(() => 'nothing', (error: Error) => error.message);
    return said === message ? [] : [`it fails with ${said} instead of ${message}`];
  }

  async #inJson({ columns, stored }: Stored, csv: string): Promise<string[]> {
    const json = (await this.#rendered({ columns, stored }, { format: 'json' })).toString();
    const rows = json.slice(json.indexOf('],"rows":') + '],"rows":'.length, -1);
    const right = rowsAsJson(columns, uniqueNames(columns), valuesIn(csv, columns.length));
    JSON.parse(json);
    return rows === right ? [] : [`JSON of ${kindsOf({ columns })}: ${apart(rows, right)}`];
  }

  #result(statement: string, engine: Source['type'], more: Partial<RunOrder>): Promise<Stored> {
    const order = orderOf(statement, more);
    return within(this.#warehouses[engine], order, async (session) => {
      await session.analyse();
      const { columns, batches } = await session.read();
      return { columns, stored: await this.#store.write(order, columns, batches(), () => undefined) };
    });
  }

  async #rendered({ columns, stored }: Stored, rendering: Rendering): Promise<Buffer> {
    // A chunk goes back to the thread when the next one is asked for.
    const chunks: Buffer[] = [];
    const order = { stored, columns, range: { offset: 0, limit: Infinity }, rendering };
    for await (const chunk of this.#pool.render(order, new AbortController().signal)) chunks.push(Buffer.from(chunk));
    return Buffer.concat(chunks);
  }
}

const kindsOf = ({ columns }: Pick<Stored, 'columns'>): string => columns.map(({ databaseType, kind }) => `${databaseType} as ${kind}`).join(', ');

/** The surroundings of the first character that differs. */
function apart(ours: string, theirs: string): string {
  let at = 0;
  while (at < Math.min(ours.length, theirs.length) && ours[at] === theirs[at]) at++;
  const around = (text: string): string => JSON.stringify(text.slice(Math.max(0, at - 60), at + 60));
  return `at ${String(at)} of ${String(ours.length)} and ${String(theirs.length)}: ${around(ours)} instead of ${around(theirs)}`;
}
