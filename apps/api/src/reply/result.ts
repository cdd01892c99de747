import { createHash } from 'node:crypto';
import type { Request, Response } from 'express';
import type { RowRange } from '@onceql/results';
import type { Result } from '@onceql/shared';
import type { Encoding } from './encoding.js';
import type { Format } from './format.js';
import { iso } from './iso.js';

/** How the caller came to a result. */
export interface Provenance {
  /** `hit`, `joined`, `miss; reason=…`, `bypass; reason=…`. */
  readonly cache: string;
  /** When the entry that served the request was made; null if none did. Milliseconds since 1970. */
  readonly cachedAt: number | null;
  /** The job whose claim ran the statement; null where it is the caller's own. */
  readonly sourceJob: string | null;
  /** Milliseconds since 1970 by the index's clock, where it was asked. */
  readonly now?: number;
  /** Of results read from the archive: whether a submission would still be served it. */
  readonly expired?: boolean;
}

/** A reason may name a table, and a table may be named anything; a header holds printable ASCII. */
const printable = (text: string): string => text.replace(/[^\x20-\x7e]+/gu, encodeURIComponent);

/** Sets the headers that say where a result comes from. */
export function provenanceHeaders(response: Response, result: Result, from: Provenance): void {
  const executed = result.snapshotAt.getTime();
  response.setHeader('X-OnceQL-Cache', printable(from.cache));
  response.setHeader('X-OnceQL-Key', result.key);
  response.setHeader('X-OnceQL-Executed-At', iso(executed));
  response.setHeader('Age', Math.max(0, Math.floor(((from.now ?? Date.now()) - executed) / 1000)));
  if (from.cachedAt !== null) response.setHeader('X-OnceQL-Cached-On', iso(from.cachedAt));
  if (result.stored.truncated) response.setHeader('X-OnceQL-Truncated', 'true');
  if (from.expired !== undefined) response.setHeader('X-OnceQL-Expired', String(from.expired));
}

/** Redash's keys up to `data`. */
export function head(result: Result): string {
  return `{"query_result":{"id":${result.id},"query_hash":${JSON.stringify(result.queryHash)},"query":${JSON.stringify(result.statement)},"data":`;
}

/** Redash's keys after `data`, then OnceQL's. */
export function tail(result: Result, from: Provenance, page?: RowRange): string {
  const after = {
    data_source_id: result.sourceId,
    runtime: result.runtime,
    retrieved_at: iso(result.snapshotAt.getTime()),
    output_cached_on: from.cachedAt === null ? null : iso(from.cachedAt),
    source_job_id: from.sourceJob,
    table_epochs: result.epochs,
    row_count: result.stored.rows,
    truncated: result.stored.truncated ?? false,
    executed_at: iso(result.snapshotAt.getTime()),
    ...(from.expired !== undefined && { expired: from.expired }),
    ...(page && { offset: page.offset, limit: page.limit === Infinity ? null : page.limit }),
  };
  return `,${JSON.stringify(after).slice(1)}}`;
}

/** Moves on when a format's bytes change, so that nobody mixes old parts with new ones. */
const RENDERING = '2';

/** A strong tag of an answer's bytes: not even an id that was given twice makes it the same. @param varying whatever else they depend on */
export function etagOf(result: Result, format: Format, varying: string, encoding: Encoding = 'identity'): string {
  const hash = createHash('sha256').update(RENDERING).update(result.key).update(result.stored.contentHash ?? '').update(varying).digest('hex').slice(0, 16);
  return `"${result.id}-${format}-${hash}${encoding === 'identity' ? '' : `-${encoding}`}"`;
}

/** Whether the caller has this very answer already; says so with a 304 if he does. */
export function isKnown(request: Request, response: Response, etag: string): boolean {
  response.setHeader('ETag', etag);
  const given = request.headers['if-none-match'];
  const matches = given?.split(',').some((tag) => [etag, '*'].includes(tag.trim().replace(/^W\//, ''))) ?? false;
  if (matches) response.status(304).end();
  return matches;
}
