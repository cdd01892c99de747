import type { EntryView } from '@onceql/shared';

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
    cached_at: new Date(entry.cachedAt).toISOString(),
    executed_at: new Date(entry.snapshotAt).toISOString(),
    expired: entry.expired !== undefined,
    reason: entry.expired ?? null,
  };
}
