import type { Connection } from './connection.js';
import { parseExact } from './exact-json.js';
import { readOpening } from './opening.js';
import type { Entry, Explained, Job, KnownTables, ResultPage, Session, Source, Table } from './shapes.js';

/** Seconds that a submission waits for its result: what lies in the cache comes in one answer. */
const AT_ONCE = 0.3;
/** Seconds of one look at a job: how often rows and bytes are counted on the page. */
const LOOK = 0.5;

/** How a submission was answered. */
export type Submitted =
  | { readonly outcome: 'result'; readonly result: number; readonly headers: Headers }
  | { readonly outcome: 'job'; readonly job: Job; readonly headers: Headers };

/** @throws Refused */
export async function submit(connection: Connection, source: number, query: string, signal: AbortSignal): Promise<Submitted> {
  const body = { query, data_source_id: source, wait_timeout: AT_ONCE };
  const response = await connection.send('POST', 'api/query_results', { body, signal });
  const { headers } = response;
  const opening = await readOpening(response.body);
  if ('result' in opening) return { outcome: 'result', result: opening.result, headers };
  return { outcome: 'job', job: (parseExact(opening.text) as { job: Job }).job, headers };
}

/** The job, as soon as it ends or in half a second. @throws Refused */
export async function lookAt(connection: Connection, job: string, signal: AbortSignal): Promise<Job> {
  return (await connection.json<{ job: Job }>('GET', `api/jobs/${job}?wait_timeout=${LOOK}`, { signal })).job;
}

/** @throws Refused */
export async function leave(connection: Connection, job: string): Promise<void> {
  await connection.send('DELETE', `api/jobs/${job}`);
}

/** A page of a result, and what the headers say of it. */
export interface Fetched {
  readonly page: ResultPage;
  readonly headers: Headers;
}

/** @throws Refused */
export async function fetchPage(
  connection: Connection,
  result: number,
  { offset, limit }: { offset: number; limit: number },
  signal?: AbortSignal,
): Promise<Fetched> {
  const path = `api/query_results/${result}?offset=${offset}&limit=${limit}`;
  const response = await connection.send('GET', path, signal ? { signal } : {});
  const { query_result: page } = parseExact(await response.text()) as { query_result: ResultPage };
  return { page, headers: response.headers };
}

/** The result as a CSV file with the name that the API gives it. @throws Refused */
export async function fetchCsv(connection: Connection, result: number): Promise<{ name: string; file: Blob }> {
  const response = await connection.send('GET', `api/query_results/${result}.csv`);
  const name = /filename="([^"]+)"/.exec(response.headers.get('Content-Disposition') ?? '')?.[1];
  return { name: name ?? `${result}.csv`, file: await response.blob() };
}

/** @throws Refused */
export const fetchSession = (connection: Connection): Promise<Session> => connection.json<Session>('GET', 'api/session');

/** @throws Refused */
export const fetchSources = (connection: Connection): Promise<Source[]> => connection.json<Source[]>('GET', 'api/data_sources');

/** The source's tables, or why they cannot be read. @throws Refused */
export async function fetchSchema(connection: Connection, source: number): Promise<{ tables: Table[] } | { problem: string }> {
  type Body = { schema: Table[] } | { error: { message: string } };
  const body = await connection.json<Body>('GET', `api/data_sources/${source}/schema`);
  return 'schema' in body ? { tables: body.schema } : { problem: body.error.message };
}

/** Tells that a table has changed; answers how many entries rested on it. @throws Refused */
export async function refreshTable(connection: Connection, source: number, table: string): Promise<number> {
  const path = `api/data_sources/${source}/tables/refresh`;
  return (await connection.json<{ invalidated: number }>('POST', path, { body: { tables: [table] } })).invalidated;
}

/** An entry with its whole statement. @throws Refused */
export const fetchEntry = (connection: Connection, key: string): Promise<Entry> => connection.json<Entry>('GET', `api/cache/entries/${key}`);

/** The entries that were hit most; of those that rest on a table of a source, where one is given. @throws Refused */
export async function fetchHottest(connection: Connection, on?: { source: number; table: string }): Promise<Entry[]> {
  const filter = on === undefined ? '' : `&data_source_id=${on.source}&table=${encodeURIComponent(on.table)}`;
  return (await connection.json<{ entries: Entry[] }>('GET', `api/cache/entries?sort=hits&limit=20${filter}`)).entries;
}

/** Asks what would become of a statement. @throws Refused */
export const fetchWhy = (connection: Connection, source: number, statement: string): Promise<Explained> =>
  connection.json<Explained>('POST', 'api/queries/analyze', { body: { query: statement, data_source_id: source } });

/** Takes an entry out: the next submission runs. @throws Refused */
export async function dropEntry(connection: Connection, key: string): Promise<void> {
  await connection.send('DELETE', `api/cache/entries/${key}`);
}

/** Tables that results rest on, the first of those whose names hold the text. @throws Refused */
export const fetchKnownTables = (connection: Connection, source: number, q: string): Promise<KnownTables> =>
  connection.json<KnownTables>('GET', `api/data_sources/${source}/tables?page_size=50&q=${encodeURIComponent(q)}`);
