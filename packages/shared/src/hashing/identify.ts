import type { Identity, Reason, Refusal, WrittenName } from '../contracts/query.js';
import { limitsOf, type AskedLimits } from '../contracts/limits.js';
import type { Setting, Source } from '../contracts/source.js';
import { canonicalForm } from './canonical/form.js';
import { contextOf } from './canonical/rewrite.js';
import { clockCastsIn } from './clock-casts.js';
import { isDeniedFunction } from './functions/denied.js';
import { trustIn } from './guards.js';
import { keyOf, type Limits } from './key.js';
import { asksTheTime, attributeReason, callReason, castReason, nodeReasons, policyReasons, tableReason } from './reasons.js';
import { refusals } from './refusals.js';
import { readSecond, type SecondReading } from './second-reader.js';
import { settingsOf } from './settings.js';
import { START_FUNCTIONS } from './relative/moments.js';
import { relativeDatesIn } from './relative/relative.js';
import { clockOf } from './relative/zones.js';
import { refuseSleep } from './sleep.js';
import { beyondBounds, isEndless, MOST_TOKENS } from './text/bounds.js';
import { lex, type Lexed } from './text/lexer.js';
import { queryHash } from './text/query-hash.js';
import { wordFindings } from './text/word-findings.js';
import { firstWord, withoutTail } from './text/words.js';
import { attributesIn, type WrittenAttribute } from './tree/attributes.js';
import { callsIn, distinctNames, operatorsIn, tablesIn, type WrittenCall } from './tree/names.js';
import { loadParser, parse } from './tree/parser.js';
import { locksRows, whatWrites } from './tree/read-only.js';
import { refuseUnread } from './unread.js';

export interface IdentifyInput {
  readonly statement: string;
  readonly source: Pick<Source, 'id' | 'type' | 'version' | 'options'>;
  /** The caller's own wish; it is not part of the key. */
  readonly cache: 'on' | 'off';
  /** What the caller asks for besides the source's own limits. */
  readonly limits?: AskedLimits;
  /** The present time, for relative dates where the source allows them; without it no date is relative. */
  readonly now?: Date;
}

/** Makes `identify` and `bindParameters` ready. To be awaited once in a process; calling it again does no harm. */
export async function loadReader(): Promise<void> {
  clockOf('UTC'); // the first one has the time zones' data read, which takes far longer than all others
  await loadParser();
}

/**
 * The identity of a statement on a source, or why it is not run: from text, settings and policy alone, without I/O.
 * Two statements get the same key only if the source would answer both with the same rows, column names and types.
 * Never throws, whatever the text, once `loadReader` has been awaited.
 */
export const identify = (input: IdentifyInput): Identity | Refusal => identified(input, readSecond);

/** The same, or undefined where the second reader has to be asked: it takes its time whatever the text. */
export const identifyAtOnce = (input: IdentifyInput): Identity | Refusal | undefined => identified(input, undefined);

type SecondReader = (text: string) => SecondReading;

function identified(input: IdentifyInput, second: SecondReader): Identity | Refusal;
function identified(input: IdentifyInput, second: SecondReader | undefined): Identity | Refusal | undefined;
function identified(input: IdentifyInput, second: SecondReader | undefined): Identity | Refusal | undefined {
  const { statement: text, source } = input;
  const settings = settingsOf(source);
  if ('refused' in settings) return settings;
  if (text.includes('\0')) return refusals.badText('a NUL character');
  if (!text.isWellFormed()) return refusals.badText('half a surrogate pair');
  const lexed = lex(text, MOST_TOKENS);
  if (isEndless(text, lexed)) return refusals.badText('a run of many thousand operator characters');
  const statement = withoutTail(text, lexed);
  if (statement === '' || (lexed.tokens.length === 0 && !lexed.unterminated)) return refusals.empty();
  const found = read({ text, statement, lexed, source, now: input.now, second });
  return found === undefined || 'refused' in found ? found : identityOf(input, statement, settings, found);
}

/** A text on its way through the readers. */
interface Submitted {
  readonly text: string;
  /** The text as it will run. */
  readonly statement: string;
  readonly lexed: Lexed;
  readonly source: IdentifyInput['source'];
  readonly now: Date | undefined;
  readonly second: SecondReader | undefined;
}

/** What was read out of the text itself. */
type Findings = Pick<
  Identity,
  'reader' | 'canonical' | 'tables' | 'functions' | 'operators' | 'attributes' | 'clockCasts' | 'reasons' | 'buckets' | 'ends'
>;

function read(submitted: Submitted): Findings | Refusal | undefined {
  const beyond = beyondBounds(submitted.text, submitted.lexed);
  if (beyond !== undefined) return unread(submitted, beyond);
  const parsed = parse(submitted.text);
  if (parsed.outcome === 'fault') return unread(submitted, 'it could not be read');
  if (parsed.outcome === 'error') return rejected(submitted, parsed.message);
  if (parsed.statements.length > 1) return refusals.several();
  const tree = parsed.statements[0]?.stmt;
  return tree === undefined ? refusals.empty() : judgeBounded(submitted, tree);
}

/** Deep recursion ends in a RangeError where little of the stack is left; the bounds make that all but impossible. */
function judgeBounded(submitted: Submitted, tree: unknown): Findings | Refusal {
  try {
    return judge(submitted, tree);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return unread(submitted, 'it is nested too deeply to be read');
  }
}

/** A text that Postgres's parser could read. */
function judge(submitted: Submitted, tree: unknown): Findings | Refusal {
  const { text, statement, lexed, source } = submitted;
  const writes = whatWrites(tree);
  if (writes !== undefined) {
    const begins = (firstWord(text, lexed) ?? '').toUpperCase();
    return refusals.notSelect(`this one begins with ${begins} and holds ${writes}`);
  }
  if (locksRows(tree)) return refusals.rowLocking();
  const calls = callsIn(tree);
  const attributes = attributesIn(tree);
  const denied = refuseCalls(calls, attributes, source.options.statement_timeout);
  if (denied) return denied;
  const trust = trustIn(text, lexed, tree, source.type);
  if (trust === 'nothing') return unread(submitted, 'it holds a backslash before a quote', true);
  const written = { tree, calls, attributes };
  const findings = trust === 'tree' ? withDates(written, submitted) : findingsIn(written, source);
  if (trust === 'tree') return { ...findings, reader: 'tree', canonical: canonicalForm(tree, contextOf(source)) };
  const asText = { ...findings, reader: 'text', canonical: statement } as const;
  return trust === 'names' ? asText : { ...asText, tables: [], reasons: ['unreadable', ...findings.reasons] };
}

function refuseCalls(
  calls: readonly WrittenCall[],
  attributes: readonly WrittenAttribute[],
  seconds: number,
): Refusal | undefined {
  const callable = attributes.filter((attribute) => attribute.callable);
  const denied = [...calls, ...callable].find(({ name }) => isDeniedFunction(name));
  return denied ? refusals.denied(denied.name) : refuseSleep(calls, callable, seconds);
}

/** What a statement writes. */
interface Written {
  readonly tree: unknown;
  readonly calls: readonly WrittenCall[];
  readonly attributes: readonly WrittenAttribute[];
}

type FoundInTree = Omit<Findings, 'reader' | 'canonical'>;

/** Takes relative dates for their buckets where the source wants that and nothing else in the statement asks the time. */
function withDates(written: Written, { source, now }: Submitted): FoundInTree {
  const plain = findingsIn(written, source);
  if (now === undefined || source.options.relative_dates === 'off' || !plain.reasons.some(asksTheTime)) return plain;
  const dates = source.type === 'pg' ? relativeDatesIn(written.tree, source.options.timezone, now) : undefined;
  if (dates === undefined) return plain;
  const found = findingsIn(written, source, dates.tree);
  if (found.reasons.some(asksTheTime)) return plain;
  // Of what tells the time nothing is left to be looked up: whatever still calls it stands behind a view or a function.
  const functions = found.functions.filter(({ name }) => !START_FUNCTIONS.has(name));
  return { ...found, functions, buckets: dates.buckets, ends: dates.ends };
}

/** @param judged The tree that is looked at for reasons: that of the statement, with stand-ins for its relative dates. */
function findingsIn({ tree, calls, attributes }: Written, source: Submitted['source'], judged = tree): FoundInTree {
  const tables = tablesIn(tree);
  const casts = clockCastsIn(judged);
  const reasons = [
    ...(judged === tree ? calls : callsIn(judged)).map(callReason),
    ...attributes.map(attributeReason),
    castReason(casts),
    ...nodeReasons(judged, source.type),
    ...tables.map((table) => tableReason(table, source.options.dbname)),
  ].filter((reason) => reason !== undefined);
  return {
    tables: distinctNames(tables),
    functions: distinctNames(calls),
    operators: distinctNames(operatorsIn(tree)),
    attributes: [...new Set(attributes.map(({ name }) => name))],
    clockCasts: casts.columns,
    reasons,
    buckets: [],
  };
}

/** A text that Postgres's parser rejects. On Redshift it may still be a statement. */
function rejected(submitted: Submitted, message: string): Findings | Refusal | undefined {
  const plain = unread(submitted, message);
  if ('refused' in plain || submitted.source.type !== 'redshift') return plain;
  const second = submitted.second?.(submitted.statement);
  if (!second) return undefined;
  if (second.outcome === 'other') return refusals.notSelect(message);
  return second.outcome === 'select' ? secondly(submitted, plain, second.tables) : plain;
}

/**
 * What the second reader alone has read may be kept where the source gives tables a time to live, and where its words name
 * nothing that speaks against it; the worker sees to it that these tables are among them.
 */
function secondly({ statement, source }: Submitted, plain: Findings, tables: readonly WrittenName[]): Findings {
  const timed = source.options.ttl_tables.some(({ ttl }) => ttl > 0);
  const words = timed && tables.length > 0 ? wordFindings(statement) : undefined;
  const external = tables.map((table) => tableReason(table, source.options.dbname)).filter((reason) => reason !== undefined);
  const read = words ? { functions: distinctNames(words.functions), reasons: [...words.reasons, ...external] } : {};
  return { ...plain, reader: 'second', tables: distinctNames(tables), ...read };
}

/** A text that is identified by itself, if nothing speaks against running it at all. */
function unread({ text, statement, lexed }: Submitted, why: string, anywhere = false): Findings | Refusal {
  const refused = refuseUnread(text, lexed, why, anywhere);
  if (refused) return refused;
  const nothing = { tables: [], functions: [], operators: [], attributes: [], clockCasts: [], buckets: [] };
  return { ...nothing, reader: 'text', canonical: statement, reasons: ['unreadable'] };
}

function identityOf(
  { source, cache, statement: text, limits: asked }: IdentifyInput,
  statement: string,
  settings: readonly Setting[],
  found: Findings,
): Identity {
  const { reader, canonical, buckets } = found;
  const reasons = [...new Set<Reason>([...policyReasons(source, cache), ...found.reasons])];
  const key = keyOf({ source, role: source.options.user, reader, canonical, settings, limits: limitWords(asked), buckets });
  return { ...found, key, statement, queryHash: queryHash(text), settings, reasons, limits: limitsOf(source.options, asked), shareable: reasons.length === 0 };
}

const limitWords = (asked: AskedLimits = {}): Limits =>
  Object.entries(asked).flatMap(([name, value]: [string, string | number | undefined]) => (value === undefined ? [] : [[name, String(value)] as const])).sort();
