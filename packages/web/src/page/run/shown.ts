import type { Fetched } from '../api/calls.js';
import type { Shown } from '../state.js';
import type { Ended } from './ask.js';

/** What of a result does not come with its pages. */
export type Origin = Pick<Extract<Ended, { outcome: 'result' }>, 'cache' | 'key' | 'cachedOn'>;

/** A page of a result as the screen shows it. @param now milliseconds since 1970 */
export function shownOf({ page, headers }: Fetched, { offset, limit }: { offset: number; limit: number }, origin: Origin, now: number): Shown {
  return {
    cache: origin.cache,
    key: origin.key,
    cachedOn: origin.cachedOn,
    id: page.id,
    source: page.data_source_id,
    executedAt: page.executed_at,
    age: Number(headers.get('Age') ?? 0),
    askedAt: now,
    expired: page.expired === true,
    // Who may not read the tables is told one opaque token in their place.
    epochs: typeof page.table_epochs === 'object' ? page.table_epochs : {},
    runtime: page.runtime,
    columns: page.data.columns,
    rows: page.data.rows,
    rowCount: page.row_count,
    offset,
    limit,
  };
}
