import { deferred, type Setting } from '@onceql/shared';
import type { Client, Connection, Submittable } from 'pg';

const QUOTE = 34;
const LINE_FEED = 10;
const CARRIAGE_RETURN = 13;

/** What the server itself copies of a statement, as CSV with a header and CRLF at the ends of rows. */
export async function copied(client: Client, statement: string, settings: readonly Setting[]): Promise<Buffer> {
  await client.query('RESET ALL');
  for (const [name, value] of settings) await client.query('SELECT set_config($1, $2, false)', [name, value]);
  const copy = new Copy(`COPY (\n${statement}\n) TO STDOUT WITH (FORMAT csv, HEADER)`);
  client.query(copy);
  return withCrLf(await copy.bytes);
}

/** Takes the bytes as they come from the wire. */
class Copy implements Submittable {
  readonly #done = deferred<Buffer>();
  readonly bytes = this.#done.promise;
  readonly #text: string;
  readonly #chunks: Buffer[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  submit(connection: Connection): void {
    connection.query(this.#text);
  }

  handleCopyData({ chunk }: { readonly chunk: Buffer }): void {
    this.#chunks.push(Buffer.from(chunk));
  }

  handleError(error: Error): void {
    this.#done.reject(error);
  }

  handleCommandComplete(): void {
    // ReadyForQuery comes behind it.
  }

  handleReadyForQuery(): void {
    this.#done.resolve(Buffer.concat(this.#chunks));
  }
}

/** A line feed within quotes belongs to a value; any other ends a row. */
function withCrLf(bytes: Buffer): Buffer {
  const ends: number[] = [];
  let isQuoted = false;
  for (let at = 0; at < bytes.length; at++) {
    if (bytes[at] === QUOTE) isQuoted = !isQuoted;
    else if (bytes[at] === LINE_FEED && !isQuoted) ends.push(at);
  }
  const out = Buffer.allocUnsafe(bytes.length + ends.length);
  let from = 0;
  for (const [before, end] of ends.entries()) {
    bytes.copy(out, from + before, from, end);
    out[end + before] = CARRIAGE_RETURN;
    out[end + before + 1] = LINE_FEED;
    from = end + 1;
  }
  return out;
}

/** The values of a CSV with CRLF at the ends of rows, the header left out: null where nothing stands. */
export function valuesIn(csv: string, width: number): (string | null)[][] {
  if (width === 0) return csv.split('\r\n').slice(1, -1).map(() => []);
  const rows: (string | null)[][] = [];
  let row: (string | null)[] = [];
  for (let at = 0; at < csv.length; at++) {
    const end = csv[at] === '"' ? closingQuote(csv, at) : endOfPlain(csv, at);
    const text = csv.slice(at, end);
    row.push(text === '' ? null : text.startsWith('"') ? text.slice(1, -1).replaceAll('""', '"') : text);
    at = end;
    if (csv[end] === ',') continue;
    if (row.length !== width) throw new Error(`A row has ${String(row.length)} values instead of ${String(width)}: ${JSON.stringify(row)}`);
    rows.push(row);
    row = [];
    at += 1;
  }
  return rows.slice(1);
}

/** Where the text ends that is quoted from `from` on. */
function closingQuote(csv: string, from: number): number {
  let at = csv.indexOf('"', from + 1);
  while (csv[at + 1] === '"') at = csv.indexOf('"', at + 2);
  return at + 1;
}

function endOfPlain(csv: string, from: number): number {
  let at = from;
  while (csv[at] !== ',' && csv[at] !== '\r') at++;
  return at;
}
