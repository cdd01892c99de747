import { randomUUID } from 'node:crypto';
import { type JobRecord, type Result, type RunOrder, sourceOptionsSchema } from '@onceql/shared';
import type { NewSource } from '../src/sources/admin.js';

export const SECRET = 'a secret of these tests';

export function newSource(name: string, options: Record<string, unknown> = {}): NewSource {
  const fields = { host: 'db.example.com', dbname: 'sales', user: 'reader', password: 'pass', ...options };
  return { name, type: 'pg', options: sourceOptionsSchema.parse(fields) };
}

export function runOrder(source: number, statement = 'select 1'): RunOrder {
  return {
    run: randomUUID(), key: 'a'.repeat(64), source, sourceVersion: 1, statement, queryHash: 'b'.repeat(32), settings: [],
    reader: 'tree', tables: [], functions: [], operators: [], attributes: [], clockCasts: [], reasons: [], shareable: true,
  };
}

export function jobOf(order: RunOrder, caller = 'ann'): JobRecord {
  return {
    id: randomUUID(), source: order.source, key: order.key, run: order.run, caller, createdAt: new Date('2026-03-01T12:00:00.123Z'),
  };
}

export function resultOf(order: RunOrder): Omit<Result, 'id'> {
  return {
    sourceId: order.source, key: order.key, runId: order.run, statement: order.statement, queryHash: order.queryHash,
    columns: [
      { name: 'n', type: 'integer', databaseType: 'bigint' },
      { name: '', type: 'string', databaseType: 'text' },
      { name: 'n', type: 'float', databaseType: 'numeric(12,2)' },
    ],
    stored: { path: `${order.source}/${randomUUID()}.parquet`, rows: 5_000_000_000, bytes: 2 ** 40, valueBytes: 2 ** 41 },
    snapshotAt: new Date('2026-03-01T12:00:00.987Z'), runtime: 0.125, epochs: { 'public.orders': 7, 'public."Odd"': 1 },
    incarnation: 'life-1',
  };
}
