import { canonicalText } from '../../../src/hashing/canonical/text.js';
import { canonicalTree } from '../../../src/hashing/canonical/pipeline.js';
import { exactForm } from '../../../src/hashing/canonical/form.js';
import type { Rewrite } from '../../../src/hashing/canonical/rewrite.js';
import type { Fields } from '../../../src/hashing/tree/walk.js';
import { outcomeOf } from '../fixtures.js';
import { oracleSource } from '../oracle/oracle.js';
import { treeOf } from './tree.js';

/** The identity of a statement; undefined where it is refused. */
export type Identifier = (statement: string) => string | undefined;

const source = oracleSource();
const CONTEXT = { engine: 'pg' } as const;

/** What identify says of a text; several identifiers ask for the same ones. */
interface Read {
  readonly key: string | undefined;
  readonly canonical: string | undefined;
  /** Of a statement that is identified by its tree. */
  readonly tree: Fields | undefined;
}

const MOST_READ = 5_000;
const known = new Map<string, Read>();

function read(statement: string): Read {
  const before = known.get(statement);
  if (before !== undefined) return before;
  if (known.size > MOST_READ) known.clear();
  const outcome = outcomeOf(statement, source);
  const found = 'refused' in outcome ? undefined : outcome;
  const byTree = found?.reader === 'tree';
  const made = { key: found?.key, canonical: byTree ? found.canonical : undefined, tree: byTree ? treeOf(statement) : undefined };
  known.set(statement, made);
  return made;
}

/** What callers get. */
export const byKey: Identifier = (statement) => read(statement).key;

/** The same, with one more rewrite at the head of the pipeline. */
export const withRewrite = (rewrite: Rewrite): Identifier => (statement) => {
  const { key, tree } = read(statement);
  return tree === undefined ? key : exactForm(canonicalTree(rewrite.apply(tree, CONTEXT), CONTEXT));
};

/** The canonical form as SQL, where it can be written so. */
export function readableOf(statement: string): string | undefined {
  const { canonical } = read(statement);
  return canonical === undefined ? undefined : canonicalText(canonical, CONTEXT);
}

/** Whether two statements are one to the parser already. */
export function sameTree(a: string, b: string): boolean {
  const [left, right] = [treeOf(a), treeOf(b)];
  return left !== undefined && right !== undefined && exactForm(left) === exactForm(right);
}

/** What is not as it should be about the canonical form of one statement alone; undefined if nothing. */
export function notSettled(statement: string): string | undefined {
  const tree = treeOf(statement);
  if (tree === undefined) return undefined;
  const once = canonicalTree(tree, CONTEXT);
  return exactForm(once) === exactForm(canonicalTree(once, CONTEXT)) ? undefined : 'the pipeline changes its own result';
}
