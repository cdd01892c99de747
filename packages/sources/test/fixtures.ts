import { OPTION_DEFAULTS } from '@onceql/shared';
import type { RunOrder, Source, SourceOptions, Warehouse, WarehouseSession } from '@onceql/shared';
import { type FunctionPolicy, openWarehouse } from '../src/index.js';
import type { TestPostgres } from './postgres.js';
import { textsOf } from './texts.js';

export const POLICY: FunctionPolicy = {
  volatile: new Set(['random']),
  time: new Set(['now', 'clock_timestamp', 'age']),
  session: new Set(['current_setting', 'pg_backend_pid']),
  safeStable: new Set(['to_char', 'timezone', 'date', 'date_trunc', 'xml']),
  isDenied: (name) => name === 'pg_sleep' || name.startsWith('pg_read_'),
  hasTimeLiteral: (text) => /'[^']*\b(?:now|today|tomorrow|yesterday)\b[^']*'/i.test(text),
};

export function sourceAt(postgres: Pick<TestPostgres, 'port'>, options: Partial<SourceOptions> = {}, type: Source['type'] = 'pg'): Source {
  return {
    id: 1,
    name: 'sample',
    type,
    version: 1,
    createdAt: new Date(0),
    options: {
      ...OPTION_DEFAULTS,
      host: '127.0.0.1',
      port: postgres.port,
      dbname: 'postgres',
      user: 'reader',
      password: '',
      sslmode: 'prefer',
      cache: 'on',
      concurrency: 3,
      statement_timeout: 30,
      search_path: 'shop',
      timezone: 'UTC',
      allow_functions: [],
      single_table_only: 'off',
      ...options,
    },
  };
}

let runs = 0;

export function orderOf(statement: string, more: Partial<RunOrder> = {}): RunOrder {
  runs += 1;
  return {
    run: `run-${String(runs)}`,
    key: 'k'.repeat(64),
    source: 1,
    sourceVersion: 1,
    statement,
    queryHash: '',
    settings: [
      ['search_path', 'shop'],
      ['TimeZone', 'UTC'],
    ],
    reader: 'tree',
    tables: [],
    functions: [],
    operators: [],
    attributes: [],
    clockCasts: [],
    reasons: [],
    shareable: true,
    ...more,
  };
}

/** A warehouse, and what it logs. */
export function open(source: Source): { warehouse: Warehouse; warnings: string[] } {
  const warnings: string[] = [];
  return { warehouse: openWarehouse(source, POLICY, { warn: (_, message) => warnings.push(message) }), warnings };
}

/** Opens a session for a statement, hands it over, and ends it. */
export async function within<T>(warehouse: Warehouse, order: RunOrder, use: (session: WarehouseSession) => Promise<T>): Promise<T> {
  const session = await warehouse.open(order, new AbortController().signal);
  try {
    return await use(session);
  } finally {
    await session.end();
  }
}

/** The rows of a session that has not been analysed yet, row by row. */
export async function rowsOf(session: WarehouseSession): Promise<(string | null)[][]> {
  await session.analyse();
  const reader = await session.read();
  const rows: (string | null)[][] = [];
  for await (const batch of reader.batches()) {
    rows.push(...textsOf(batch));
  }
  await reader.confirm();
  return rows;
}
