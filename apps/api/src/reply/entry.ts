import type { EntryView } from '@onceql/shared';
import { iso } from './iso.js';

/** An entry as admins see it; `query` is its statement, null where the ledger does not know it any more. */
export function entryBody(entry: EntryView, query: string | undefined): Record<string, unknown> {
  return {
    key: entry.key,
    data_source_id: entry.source,
    query_result_id: entry.result,
    query: query ?? null,
    tables: entry.epochs,
    rows: entry.rows,
    bytes: entry.bytes,
    runtime: entry.runtime,
    hits: entry.hits,
    cached_at: iso(entry.cachedAt),
    executed_at: iso(entry.snapshotAt),
    expired: entry.expired !== undefined,
    reason: entry.expired ?? null,
  };
}
