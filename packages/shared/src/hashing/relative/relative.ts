import type { Bucket } from '../../contracts/query.js';
import { isFields, type Fields } from '../tree/walk.js';
import { bucketAt, type Span } from './bucket.js';
import { relativeDate } from './dates.js';
import { unwrap } from './nodes.js';
import { isPlainZone } from './zones.js';

/** Spans of one statement: more than a person writes. Each is asked of the source by name, and a zone is slow to be read first. */
const MOST_SPANS = 20;

/** A statement whose relative dates are taken for what they are worth at some time. */
export interface Relative {
  /** The tree with a stand-in for each of these dates. What asks the time in any other way still stands in it. */
  readonly tree: unknown;
  readonly buckets: readonly Bucket[];
  /** When the first of the buckets ends, in ms since 1970. */
  readonly ends: number;
}

/** Finds the relative dates of a statement, in a session with this time zone; undefined where it has none, or far too many. */
export function relativeDatesIn(statement: unknown, session: string, now: Date): Relative | undefined {
  if (!isPlainZone(session)) return undefined;
  const spans = new Map<string, Span>();
  const tree = new Masking(session, spans).copy(statement);
  if (spans.size === 0 || spans.size > MOST_SPANS) return undefined;
  const found = [...spans].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, span]) => bucketAt(span, now.getTime()));
  return { tree, buckets: found.map(({ bucket }) => bucket), ends: Math.min(...found.map(({ ends }) => ends)) };
}

class Masking {
  readonly #session: string;
  readonly #spans: Map<string, Span>;

  constructor(session: string, spans: Map<string, Span>) {
    this.#session = session;
    this.#spans = spans;
  }

  copy(value: unknown): unknown {
    if (Array.isArray(value)) return (value as unknown[]).map((item) => this.copy(item));
    if (!isFields(value)) return value;
    const date = this.#spans.size > MOST_SPANS ? undefined : relativeDate(value, this.#session);
    if (date === undefined) return this.#fields(value);
    this.#spans.set(`${date.span.unit} ${date.span.zone}`, date.span);
    return date.standIn;
  }

  #fields(node: Fields): Fields {
    const copied = Object.entries(node).map(([field, value]): [string, unknown] => [field, field === 'RangeFunction' && isFields(value) ? this.#inFrom(value) : this.copy(value)]);
    return Object.fromEntries(copied);
  }

  /** A function in FROM gives its name to what it returns, so it stays what it is; its arguments do not. */
  #inFrom(range: Fields): Fields {
    const keep = (item: unknown): unknown => (unwrap(item)?.[0] === 'List' ? this.#list(item as Fields) : this.copy(item));
    const functions = range['functions'];
    return { ...this.#fields(range), ...(Array.isArray(functions) && { functions: (functions as unknown[]).map(keep) }) };
  }

  #list(wrapped: Fields): Fields {
    const items = unwrap(wrapped)?.[1]['items'];
    if (!Array.isArray(items)) return this.#fields(wrapped);
    const kept = (items as unknown[]).map((item) => {
      const [type, node] = unwrap(item) ?? [];
      return type !== undefined && node ? { [type]: this.#fields(node) } : item;
    });
    return { List: { items: kept } };
  }
}
