import { readFileSync } from 'node:fs';
import { majorOf, otherPostgres, startPostgres, testPostgres, type Lent } from '@onceql/testing';
import pg from 'pg';
import type { SourceOptions } from '../../../src/index.js';
import { settingsOf } from '../../../src/hashing/settings.js';
import { sourceOf, type TestSource } from '../fixtures.js';
import type { Answer, Column } from './answer.js';

/** `embedded`: the Postgres of the npm package; `other`: one of the system's own, of another major version. */
export type Which = 'embedded' | 'other';

const SCHEMA = readFileSync(new URL('schema.sql', import.meta.url), 'utf8');
/** `tag` takes a row, so `e.tag` may be a call: only a source that says so keeps what it answers. */
const OPTIONS: Partial<SourceOptions> = {
  user: 'postgres', search_path: '"$user", public', timezone: 'America/New_York', allow_functions: ['public.tag'],
};

/** The source that the oracle's answers are true of: identify for this one. */
export const oracleSource = (): TestSource => sourceOf('pg', OPTIONS);

/** Why there is no other Postgres here, or undefined. */
export const noOther = (): string | undefined =>
  otherPostgres() === undefined ? 'the system has no Postgres of another major version' : undefined;

/** A real Postgres with the schema of schema.sql, which says what is true of a statement. */
export class Oracle {
  readonly version: number;
  readonly #client: pg.Client;
  readonly #lent: Lent;
  readonly #types = new Map<string, string>();

  private constructor(lent: Lent, client: pg.Client, version: number) {
    this.#lent = lent;
    this.#client = client;
    this.version = version;
  }

  /**
   * `limitMs`: what runs longer is taken for an accident of joins without a condition.
   * @throws ServiceFault, or an Error where there is no such Postgres.
   */
  static async start(which: Which = 'embedded', { limitMs = 3000 } = {}): Promise<Oracle> {
    const lent = which === 'embedded' ? await testPostgres() : await startOther();
    const client = new pg.Client({ connectionString: lent.url });
    client.on('error', () => {});
    await client.connect();
    await client.query(SCHEMA);
    await client.query('ANALYZE');
    await becomeWorker(client, limitMs);
    const { rows } = await client.query<{ version: string }>("SELECT current_setting('server_version') AS version");
    return new Oracle(lent, client, majorOf(rows[0]?.version ?? ''));
  }

  async stop(): Promise<void> {
    await this.#client.end();
    await this.#lent.stop();
  }

  /** What the server answers, to a worker with the settings of `oracleSource`. Bad SQL is an answer, too. */
  async answer(statement: string): Promise<Answer> {
    const [answer] = await this.answers([statement]);
    if (answer === undefined) throw new Error('a statement was not answered');
    return answer;
  }

  /** The same for many statements, each in a transaction of its own; quicker than one by one. */
  async answers(statements: readonly string[]): Promise<Answer[]> {
    const raw: (Raw | Answer)[] = [];
    for (const statement of statements) raw.push(await this.#ask(statement));
    await this.#learnTypes(raw.flatMap((each) => ('fields' in each ? each.fields : [])));
    return raw.map((each) => ('fields' in each ? this.#answerOf(each) : each));
  }

  async #ask(statement: string): Promise<Raw | Answer> {
    try {
      const result = await this.#client.query<(string | null)[]>(asText(statement));
      return { fields: result.fields, rows: result.rows.map((row) => JSON.stringify(row)) };
    } catch (error) {
      if (!(error instanceof pg.DatabaseError) || error.code === undefined) throw error;
      return error.code === '57014' ? { outcome: 'timeout' } : { outcome: 'error', sqlstate: error.code, message: error.message };
    }
  }

  #answerOf({ fields, rows }: Raw): Answer {
    const columns = fields.map((field): Column => ({ name: field.name, type: this.#types.get(typeKey(field)) ?? '' }));
    return { outcome: 'rows', columns, rows };
  }

  async #learnTypes(fields: readonly pg.FieldDef[]): Promise<void> {
    const unknown = [...new Set(fields.map(typeKey))].filter((key) => !this.#types.has(key));
    if (unknown.length === 0) return;
    const pairs = unknown.map((key) => key.split(' '));
    const { rows } = await this.#client.query<{ type: string }>(
      'SELECT format_type(oid, typmod) AS type FROM unnest($1::oid[], $2::int[]) AS t(oid, typmod)',
      [pairs.map(([oid]) => oid), pairs.map(([, typmod]) => typmod)],
    );
    unknown.forEach((key, at) => this.#types.set(key, rows[at]?.type ?? ''));
  }
}

interface Raw {
  readonly fields: readonly pg.FieldDef[];
  readonly rows: readonly string[];
}

const typeKey = ({ dataTypeID, dataTypeModifier }: pg.FieldDef): string => `${dataTypeID} ${dataTypeModifier}`;

/** By the extended protocol, which takes one statement only, as a worker does; values stay as the server prints them. */
function asText(text: string): pg.QueryArrayConfig & { queryMode: 'extended' } {
  return { text, rowMode: 'array', queryMode: 'extended', types: { getTypeParser: () => (value: string) => value } };
}

async function startOther(): Promise<Lent> {
  const binaries = otherPostgres();
  if (binaries === undefined) throw new Error(noOther());
  const cluster = await startPostgres({ binaries });
  const { url } = await cluster.createDatabase();
  return { url, stop: () => cluster.stop() };
}

/** A run's transaction and settings, for the whole session; all that is added bounds or steadies a plan. */
async function becomeWorker(client: pg.Client, limitMs: number): Promise<void> {
  const settings = settingsOf(oracleSource());
  if ('refused' in settings) throw new Error(settings.message);
  const steady = [['statement_timeout', String(limitMs)], ['jit', 'off'], ['max_parallel_workers_per_gather', '0']] as const;
  for (const [name, value] of [...settings, ...steady]) await client.query('SELECT set_config($1, $2, false)', [name, value]);
  await client.query('SET SESSION CHARACTERISTICS AS TRANSACTION ISOLATION LEVEL READ COMMITTED READ ONLY');
}
