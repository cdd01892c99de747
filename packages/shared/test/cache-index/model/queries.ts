import { TABLES } from './warehouse.js';
import type { Table } from './warehouse.js';

/** A key with what its statement reads. */
export interface Query {
  readonly key: string;
  readonly tables: readonly Table[];
  /** What the analysis on the source finds: whether its result may be shared among callers. */
  readonly shareable: boolean;
  /** Whether its statement asks for the day, where the source counts in days. */
  readonly asksDay: boolean;
  /** The day that is a part of the key. */
  readonly day?: number;
}

const [A, B, C] = TABLES;

export const QUERIES: readonly [Query, ...Query[]] = [
  { key: 'on-a', tables: [A], shareable: true, asksDay: false },
  { key: 'on-both', tables: [A, B], shareable: true, asksDay: true },
  { key: 'on-all', tables: [B, C, A], shareable: true, asksDay: true },
  { key: 'private', tables: [A, B], shareable: false, asksDay: false },
];

export const askedOn = (query: Query, day: number): Query => ({ ...query, key: `${query.key}@${day}`, day });

export function queryOf(key: string): Query {
  const [name, day] = key.split('@');
  const query = QUERIES.find((each) => each.key === name);
  if (!query) throw new Error(`no query has the key ${key}`);
  return day === undefined ? query : askedOn(query, Number(day));
}
