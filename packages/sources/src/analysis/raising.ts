import type { FunctionFact } from './facts.js';
import { isRenamed, literally, mayRename } from './renaming.js';
import type { StoredTree } from './stored-tree.js';

/** What of a tree is of interest here. A brace within a name or a string has a backslash before it. */
const PIECES = /(?<!\\)\{([A-Z_]+)|(?<!\\)\}|:resname (\S+)|:(?:opfuncid|funcid) (\d+)/g;

/** Nodes that raise no error of themselves; what functions are called is looked at beside. */
const HARMLESS = new Set([
  'TARGETENTRY', 'VAR', 'CONST', 'RELABELTYPE', 'COALESCE', 'CASE', 'CASEEXPR', 'CASEWHEN', 'WHEN', 'CASETESTEXPR', 'NULLTEST', 'BOOLEANTEST',
  'BOOLEXPR', 'OPEXPR', 'DISTINCTEXPR', 'FUNCEXPR', 'AGGREF', 'WINDOWFUNC', 'COLLATEEXPR',
]);
/** Where a value is computed before anything is compared with it, or a select begins. */
const CLOSED = new Set(['AGGREF', 'WINDOWFUNC', 'QUERY', 'TARGETENTRY']);
/** Not `int4range`, `timezone` and `textregexne`, which end alike and do raise errors. */
const COMPARISON = /^(?:int|float|text|date|time|bool|bpchar|char|name|uuid|interval|numeric|enum|oid)(?!\w*(?:range|zone|regex))[\d_a-z]*(?:eq|ne|lt|le|gt|ge)$/;
const FUNCTIONS = new Set(['lower', 'upper', 'btrim', 'ltrim', 'rtrim', 'length', 'textcat', 'date_trunc', 'extract', 'date_part', 'initcap', 'text']);

interface Open {
  readonly type: string;
  name?: string;
  raises: boolean;
}

/** Columns of the selects of a stored view, and those of them that may raise an error when they are evaluated. */
function columnsOf(tree: string, harmless: ReadonlySet<string>): { readonly all: Set<string>; readonly raising: Set<string> } {
  const [all, raising] = [new Set<string>(), new Set<string>()];
  const open: Open[] = [];
  for (const [piece, type, name, oid] of tree.matchAll(PIECES)) {
    const inner = open.at(-1);
    if (type !== undefined) open.push({ type, raises: !HARMLESS.has(type) && type !== 'QUERY' });
    else if (name !== undefined && inner) inner.name = name;
    else if (oid !== undefined && inner) inner.raises ||= !harmless.has(oid);
    else if (piece === '}') close(open, all, raising);
  }
  return { all, raising };
}

function close(open: Open[], all: Set<string>, raising: Set<string>): void {
  const closed = open.pop();
  if (!closed) return;
  if (closed.type === 'TARGETENTRY' && closed.name !== undefined && closed.name !== '<>') {
    all.add(closed.name);
    if (closed.raises) raising.add(closed.name);
  }
  const around = open.at(-1);
  if (around && closed.raises && !CLOSED.has(closed.type)) around.raises = true;
}

/**
 * Columns of views that may raise an error when they are evaluated, and that a statement compares where it has more than one
 * condition. Their order decides which rows they are evaluated for, and statements are told to be the same with conditions
 * in another order: a view's column looks like a table's to who only has the text. A select above it may call it
 * otherwise, in the same view or another, and so may the statement itself.
 */
export function raisingConditions(statement: string, trees: readonly StoredTree[], functions: readonly FunctionFact[]): string[] {
  const text = statement.toLowerCase();
  if (!/\b(?:and|or|between)\b/.test(text)) return [];
  const harmless = new Set(functions.filter(isHarmless).map(({ oid }) => oid));
  const views = trees.filter(({ origin }) => origin === 'view').map(({ tree }) => columnsOf(tree, harmless));
  const suspects = views.flatMap(({ raising }) => [...raising]);
  if (suspects.length === 0 || mayRename(statement)) return suspects;
  const nested = trees.some(({ tree }) => tree.split('{QUERY').length > 2);
  const names = new Set(nested || views.length > 1 ? views.flatMap(({ all }) => [...all]) : suspects);
  return [...names].filter((name) => isMeant(name.replaceAll('\\', '').toLowerCase(), text));
}

const isHarmless = ({ builtin, name }: FunctionFact): boolean => builtin && (COMPARISON.test(name) || FUNCTIONS.has(name));

const isMeant = (name: string, text: string): boolean => isCompared(name, text) || isRenamed(name, text);

/** Whether a name stands beside a comparison, or alone as a condition. */
function isCompared(name: string, text: string): boolean {
  const word = literally(name);
  return new RegExp(`\\b${word}"?\\s*(?:[=<>!]|in\\b|not\\b|is\\b|between\\b|and\\b|or\\b|\\))|(?:[=<>]|\\bnot\\b|\\band\\b|\\bor\\b|\\bwhere\\b)\\s*\\(*(?:[\\w"$]+\\.)*"?${word}\\b`).test(text);
}
