import { createHash } from 'node:crypto';
import { pipeline } from 'node:stream/promises';
import { Readable } from 'node:stream';
import type { Request, Response } from 'express';
import { renderDelimited, renderJsonRows } from '@onceql/results';
import type { RowRange } from '@onceql/results';
import type { Result, ResultStore } from '@onceql/shared';
import type { Bodies } from '../caches/bodies.js';
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
    executed_at: iso(result.snapshotAt.getTime()),
    ...(from.expired !== undefined && { expired: from.expired }),
    ...(page && { offset: page.offset, limit: page.limit === Infinity ? null : page.limit }),
  };
  return `,${JSON.stringify(after).slice(1)}}`;
}

export function etagOf(result: Result, format: string, varying: string): string {
  return `"${result.id}-${format}-${createHash('sha256').update(result.key).update(varying).digest('hex').slice(0, 16)}"`;
}

/** Whether the caller has this very answer already; says so with a 304 if he does. */
export function isKnown(request: Request, response: Response, etag: string): boolean {
  response.setHeader('ETag', etag);
  const given = request.headers['if-none-match'];
  const matches = given?.split(',').some((tag) => [etag, '*'].includes(tag.trim().replace(/^W\//, ''))) ?? false;
  if (matches) response.status(304).end();
  return matches;
}

/** Answers with a result as JSON in Redash's shape: from memory where it is small, streamed where it is not. */
export async function replyJson(
  request: Request,
  response: Response,
  store: ResultStore,
  bodies: Bodies,
  result: Result,
  from: Provenance,
): Promise<void> {
  const after = tail(result, from);
  const data = await bodies.of(result);
  provenanceHeaders(response, result, from);
  if (isKnown(request, response, etagOf(result, 'json', after))) return;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  const before = head(result);
  if (data) response.setHeader('Content-Length', Buffer.byteLength(before) + data.length + Buffer.byteLength(after));
  if (request.method === 'HEAD') return void response.end();
  if (data) {
    response.write(before);
    response.write(data);
    response.end(after);
    return;
  }
  await stream(response, renderJsonRows(store.read(result.stored, result.columns), result.columns), before, after);
}

/** Answers with some rows of a result as JSON, and how many there are in all; nothing else of it is read. */
export async function replyPage(
  request: Request,
  response: Response,
  store: ResultStore,
  result: Result,
  from: Provenance,
  page: RowRange,
): Promise<void> {
  const after = tail(result, from, page);
  provenanceHeaders(response, result, from);
  if (isKnown(request, response, etagOf(result, 'json', after))) return;
  response.setHeader('Content-Type', 'application/json; charset=utf-8');
  if (request.method === 'HEAD') return void response.end();
  await stream(response, renderJsonRows(store.read(result.stored, result.columns, page), result.columns), head(result), after);
}

/** Answers with a result as a CSV file. */
export async function replyCsv(
  request: Request,
  response: Response,
  store: ResultStore,
  result: Result,
  from: Provenance,
): Promise<void> {
  provenanceHeaders(response, result, from);
  if (isKnown(request, response, etagOf(result, 'csv', ''))) return;
  response.setHeader('Content-Type', 'text/csv; charset=utf-8');
  const day = iso(result.snapshotAt.getTime()).slice(0, 10).replaceAll('-', '_');
  response.setHeader('Content-Disposition', `attachment; filename="${result.id}_${day}.csv"`);
  if (request.method === 'HEAD') return void response.end();
  await stream(response, renderDelimited(store.read(result.stored, result.columns), result.columns));
}

/** Sends chunks with back-pressure, between two texts. Whatever happens, the file behind them is closed. */
async function stream(response: Response, chunks: AsyncIterable<Uint8Array>, before = '', after = ''): Promise<void> {
  const iterator = chunks[Symbol.asyncIterator]();
  try {
    // The first chunk is asked for before anything goes out, so that a result that cannot be read gets its error.
    const first = await iterator.next();
    await pipeline(Readable.from(framed(before, first, iterator, after), { objectMode: false }), response);
  } catch (error) {
    if (!isHangUp(error)) throw error;
  } finally {
    await iterator.return?.();
  }
}

async function* framed(
  before: string,
  first: IteratorResult<Uint8Array>,
  rest: AsyncIterator<Uint8Array>,
  after: string,
): AsyncIterable<Uint8Array> {
  if (before !== '') yield Buffer.from(before);
  for (let next = first; !next.done; next = await rest.next()) yield next.value;
  if (after !== '') yield Buffer.from(after);
}

/** A client that goes away in mid-answer is no fault of ours. */
const isHangUp = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && (error.code === 'ERR_STREAM_PREMATURE_CLOSE' || error.code === 'ECONNRESET' || error.code === 'EPIPE');
