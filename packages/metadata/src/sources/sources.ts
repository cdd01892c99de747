import { OPTION_DEFAULTS, RequestFault, SourceFailure } from '@onceql/shared';
import type { Engine, SourceOptions } from '@onceql/shared';
import pg from 'pg';
import type { Database } from '../database.js';
import { loadStatements } from '../statements.js';
import type { Statement } from '../statements.js';
import { isStorable } from '../text.js';
import type { ChangedOptions, Created, ListedSource, NewSource, SourceAdmin, SourceChange, Updated } from './admin.js';
import type { Opened, Vault } from './vault.js';

const sql = loadStatements(new URL('./sources.sql', import.meta.url), [
  'reserve_id', 'insert', 'update', 'remove', 'list', 'find', 'pause', 'resume',
]);

interface SourceRow {
  id: number;
  name: string;
  type: Engine;
  options: Omit<SourceOptions, 'password'>;
  password_sealed: Buffer;
  version: number;
  created_at: Date;
  paused_at: Date | null;
  pause_reason: string | null;
}

/** Sources in OnceQL's own Postgres. The password is sealed apart from the other options. */
export function sourceRecords(database: Database, vault: Vault): SourceAdmin {
  return {
    async list() {
      const rows = await database.query<SourceRow>(sql.list);
      return rows.map((row) => toSource(row, vault));
    },
    async find(id) {
      if (!isId(id)) return undefined;
      const [row] = await database.query<SourceRow>(sql.find, [id]);
      return row && withoutProblem(toSource(row, vault));
    },
    create: (source) => create(database, vault, source),
    update: (id, change) => update(database, vault, id, change),
    async pause(id, reason) {
      if (reason !== null && !isStorable(reason)) throw new RequestFault(400, 'The reason holds a character that cannot be stored.');
      return change(database, vault, sql.pause, id, [reason]);
    },
    resume: (id) => change(database, vault, sql.resume, id, []),
    async remove(id) {
      return isId(id) && (await database.query(sql.remove, [id])).length > 0;
    },
  };
}

async function create(database: Database, vault: Vault, source: NewSource): Promise<Created> {
  assertTexts(source);
  const [reserved] = await database.query<{ id: number }>(sql.reserve_id, [source.name]);
  if (reserved === undefined) return { outcome: 'name_taken' };
  const values = [reserved.id, source.name, source.type, ...optionValues(vault, reserved.id, source.options)];
  const [row] = await database.queryOnce<SourceRow>(sql.insert, values);
  return row === undefined ? { outcome: 'name_taken' } : { outcome: 'saved', source: toSource(row, vault) };
}

async function update(database: Database, vault: Vault, id: number, change: SourceChange): Promise<Updated> {
  assertTexts(change);
  if (!isId(id)) return { outcome: 'missing' };
  try {
    const values = [id, change.name ?? null, ...optionValues(vault, id, change.options)];
    const [row] = await database.queryOnce<SourceRow>(sql.update, values);
    return row === undefined ? { outcome: 'missing' } : { outcome: 'saved', source: toSource(row, vault) };
  } catch (error) {
    if (isNameTaken(error)) return { outcome: 'name_taken' };
    throw error;
  }
}

async function change(database: Database, vault: Vault, statement: Statement, id: number, values: readonly unknown[]): Promise<ListedSource | undefined> {
  if (!isId(id)) return undefined;
  const [row] = await database.query<SourceRow>(statement, [id, ...values]);
  return row && toSource(row, vault);
}

/** The values of options and password_sealed; null stands for what is not to be changed. */
function optionValues(vault: Vault, id: number, options: ChangedOptions | undefined): [string | null, Buffer | null] {
  if (options === undefined) return [null, null];
  const { password, ...open } = options;
  return [JSON.stringify(open), password === undefined ? null : vault.seal(password, purposeOf(id))];
}

function toSource(row: SourceRow, vault: Vault): ListedSource {
  const opened = vault.open(row.password_sealed, purposeOf(row.id));
  return {
    id: row.id,
    name: row.name,
    type: row.type,
    options: { ...OPTION_DEFAULTS, ...row.options, password: opened.opened ? opened.text : '' },
    version: row.version,
    createdAt: row.created_at,
    ...(row.paused_at !== null && { paused: { reason: row.pause_reason } }),
    ...(opened.opened ? {} : { problem: problemOf(opened) }),
  };
}

function withoutProblem(source: ListedSource): ListedSource {
  if (source.problem === undefined) return source;
  throw new SourceFailure('denied', `Source ${source.id} (${source.name}): ${source.problem}`);
}

function problemOf({ reason }: Extract<Opened, { opened: false }>): string {
  return reason === 'other_secret'
    ? "ONCEQL_SECRET is not the one this source's password was sealed with: set that secret or the password again"
    : "this source's password was sealed by another version of OnceQL: set the password again";
}

// Bound to the id, so that nobody who can write to the table moves a password to a source with a host of his own.
const purposeOf = (id: number): string => `password of source ${id}`;

const isId = (id: number): boolean => Number.isInteger(id) && id > 0 && id < 2 ** 31;

function assertTexts({ name, options }: SourceChange): void {
  const texts = [name, ...Object.values(options ?? {}).flat()].filter((value) => typeof value === 'string');
  if (texts.every(isStorable)) return;
  throw new RequestFault(400, 'The name or an option of the source holds a character that cannot be stored.');
}

const isNameTaken = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && error.constraint === 'sources_living_name';
