import type { Random } from '../chaos/random.js';
import { STATEMENTS, spelled } from '../chaos/statements.js';
import type { Statement } from '../chaos/statements.js';
import type { Table, Versions } from '../chaos/tables.js';
import type { Book, SourceName } from './scene.js';
import type { Epochs } from './teller.js';

/** A submission and what is expected of it. */
export interface Question {
  readonly book: Book;
  readonly statement: Statement;
  readonly body: Readonly<Record<string, unknown>>;
  /** Seconds. */
  readonly maxAge?: number;
  /** Seconds. */
  readonly maxStale?: number;
  /** What its caller wrote himself. */
  readonly atLeast?: Versions;
  readonly isAlone: boolean;
  /** Its caller goes, if he is given a job. */
  readonly leaves: boolean;
  /** It asks for epochs that nobody has reached. */
  readonly isAhead: boolean;
}

/** How often each source is asked. */
const WEIGHTS: Readonly<Record<SourceName, number>> = { told: 55, waiting: 20, polled: 25 };

/** Statements that take seconds, or many rows, leave the others no room. */
const SELDOM: Readonly<Record<string, number>> = { slowest: 0, slower: 0.25, slow: 0.5, large: 0.2 };
const ASKED = STATEMENTS.map(([statement, weight]) => [statement, weight * (SELDOM[statement.id.split(' ')[0] ?? ''] ?? 1)] as const);

type Wish = Pick<Question, 'maxAge' | 'maxStale' | 'isAlone' | 'leaves' | 'isAhead'> & { readonly fields: Readonly<Record<string, unknown>> };

const PLAIN: Wish = { isAlone: false, leaves: false, isAhead: false, fields: {} };

/** What somebody asks. */
export function chosen(books: readonly Book[], random: Random): Question {
  const statement = random.weighted(ASKED);
  const { fields, ...wish } = wished(random, statement);
  const book = random.weighted(books.map((each) => [each, WEIGHTS[each.name]] as const));
  return { book, statement, ...wish, body: { query: spelled(statement.sql, random), wait_timeout: 30, ...fields } };
}

function wished(random: Random, { tables }: Statement): Wish {
  const seconds = random.between(1, 4);
  const kind = random.weighted([['plain', 64], ['age', 8], ['fresh', 3], ['stale', 15], ['alone', 2], ['leaves', 3], ['ahead', 0.5], ['present', 4.5]] as const);
  switch (kind) {
    case 'plain': return PLAIN;
    case 'age': return { ...PLAIN, maxAge: seconds, fields: { max_age: seconds } };
    case 'fresh': return { ...PLAIN, maxAge: 0, fields: { max_age: 0 } };
    case 'stale': return { ...PLAIN, maxStale: seconds, fields: { max_stale: seconds } };
    case 'alone': return { ...PLAIN, isAlone: true, fields: { cache: 'off' } };
    case 'leaves': return { ...PLAIN, leaves: true, fields: { wait_timeout: 0 } };
    case 'ahead': return { ...PLAIN, isAhead: true, fields: { min_epochs: { [`public.${tables[0] ?? ''}`]: 1_000_000_000 } } };
    case 'present': return { ...PLAIN, maxStale: seconds, fields: { max_stale: seconds, min_epochs: { [`public.${tables[0] ?? ''}`]: 0 } } };
  }
}

/** A writer's question: he would take what is stale, but not what is older than what he wrote. */
export function ownQuestion(book: Book, table: Table, epochs: Epochs, versions: Versions, random: Random): Question {
  const fitting = ASKED.filter(([{ tables, shareable }, weight]) => weight > 0 && shareable && tables.includes(table));
  const statement = random.weighted(fitting);
  return {
    book, statement, ...PLAIN, maxStale: 30, atLeast: versions,
    body: { query: spelled(statement.sql, random), wait_timeout: 30, max_stale: 30, min_epochs: epochs },
  };
}
