import { TABLES } from './warehouse.js';
import type { Table } from './warehouse.js';

/** A key with what its statement reads. */
export interface Query {
  readonly key: string;
  readonly tables: readonly Table[];
  /** What the analysis on the source finds: whether its result may be shared among callers. */
  readonly shareable: boolean;
}

const [A, B, C] = TABLES;

export const QUERIES: readonly [Query, ...Query[]] = [
  { key: 'on-a', tables: [A], shareable: true },
  { key: 'on-both', tables: [A, B], shareable: true },
  { key: 'on-all', tables: [B, C, A], shareable: true },
  { key: 'private', tables: [A, B], shareable: false },
];

export function queryOf(key: string): Query {
  const query = QUERIES.find((each) => each.key === key);
  if (!query) throw new Error(`no query has the key ${key}`);
  return query;
}
