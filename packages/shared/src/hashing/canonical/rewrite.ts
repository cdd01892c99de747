import type { Engine, Source } from '../../contracts/source.js';
import { holdsType, type Fields } from '../tree/walk.js';
import { mapNodes, type Change, type Enter, type Wrapped } from './map-nodes.js';

/** What a rewrite may know besides the tree. */
export interface Context {
  readonly engine: Engine;
  /** A user's functions whose answers the source lets be kept: names, with or without a schema. */
  readonly allowedFunctions?: readonly string[];
}

/** What rewrites may know of a source. */
export const contextOf = ({ type, options }: Pick<Source, 'type' | 'options'>): Context => ({
  engine: type,
  allowedFunctions: options.allow_functions,
});

/** What a rewrite of nodes may know, too. */
export interface NodeContext extends Context {
  /** The whole statement as it was when the pass began. */
  readonly statement: Fields;
}

/**
 * Turns the tree of a statement, `{"SelectStmt": …}`, into one that every database answers alike: the same bag of rows
 * (in the same order where the statement orders them), the same column names and types, and an error only where there
 * was one. Pure: what is given stays as it is, and what need not change is shared. Never throws. Done twice it changes
 * nothing more.
 */
export interface Rewrite {
  readonly name: string;
  readonly apply: (statement: Fields, context: Context) => Fields;
}

/** The same for some kinds of nodes, whatever stands around them. */
export interface NodeRewrite {
  readonly name: string;
  /** Types of nodes as the parser names them: `A_Expr`. */
  readonly types: readonly string[];
  /** Types without which it changes nothing, where they are others. */
  readonly needs?: readonly string[];
  /** On the way down: what stands for the node before those below it are looked at. */
  readonly enter?: (fields: Fields, type: string) => Fields;
  /** On the way up: the new node with its type around it, or undefined where it stays. */
  readonly node: (fields: Fields, type: string, context: NodeContext) => Wrapped | undefined;
}

/** Rewrites one after the other. */
export const allOf = (name: string, rewrites: readonly Rewrite[]): Rewrite => ({
  name,
  apply: (statement, context) => rewrites.reduce((tree, rewrite) => rewrite.apply(tree, context), statement),
});

/** Each round takes something away; one that never ended would only cost merges if it is stopped. */
const MOST_ROUNDS = 5;

/**
 * Rewrites one after the other, and all of them again where the last one has changed something, until none of them does.
 * Where it has not, once is enough: the others leave alone what they have made.
 */
export function settled(name: string, rewrites: readonly Rewrite[]): Rewrite {
  const last = rewrites.at(-1);
  return {
    name,
    apply(statement, context) {
      let tree = statement;
      for (let round = 0; round < MOST_ROUNDS; round += 1) {
        const begun = tree;
        const before = rewrites.slice(0, -1).reduce((now, rewrite) => rewrite.apply(now, context), begun);
        tree = last?.apply(before, context) ?? before;
        if (tree === before && (round === 0 || JSON.stringify(tree) === JSON.stringify(begun))) break;
      }
      return tree;
    },
  };
}

/**
 * Rewrites of nodes in one pass down and up again; at each node in the order of the list. Where none of them finds a node to begin
 * with, there is no pass.
 */
export function everywhere(name: string, rewrites: readonly NodeRewrite[]): Rewrite {
  const byType = groupByType(rewrites);
  const entering = groupByType(rewrites.filter((rewrite) => rewrite.enter !== undefined));
  const needed = [...new Set(rewrites.flatMap((rewrite) => rewrite.needs ?? rewrite.types))];
  const enter: Enter = (type, fields) => {
    let now = fields;
    for (const { rewrite } of entering.get(type) ?? NONE) now = rewrite.enter?.(now, type) ?? now;
    return now;
  };
  return {
    name,
    apply(statement, context) {
      if (!needed.some((type) => holdsType(statement, type))) return statement;
      const around = { ...context, statement };
      const change: Change = (type, fields) => (byType.has(type) ? rewriteNode(byType, type, fields, around) : undefined);
      return mapNodes(statement, change, enter);
    },
  };
}

/** A rewrite, and where it stands in the list. */
interface Placed {
  readonly rewrite: NodeRewrite;
  readonly at: number;
}

const NONE: readonly Placed[] = [];

type ByType = ReadonlyMap<string, readonly Placed[]>;

function groupByType(rewrites: readonly NodeRewrite[]): ByType {
  const placed = rewrites.map((rewrite, at) => ({ rewrite, at }));
  const types = new Set(rewrites.flatMap((rewrite) => rewrite.types));
  return new Map([...types].map((type) => [type, placed.filter(({ rewrite }) => rewrite.types.includes(type))]));
}

/** A node may turn into one of another type, which the rewrites further down the list then see. */
function rewriteNode(byType: ByType, type: string, fields: Fields, context: NodeContext, from = 0): Wrapped | undefined {
  for (const { rewrite, at } of byType.get(type) ?? NONE) {
    const next = at < from ? undefined : rewrite.node(fields, type, context);
    if (next === undefined) continue;
    const [nextType = type] = Object.keys(next);
    return rewriteNode(byType, nextType, next[nextType] ?? fields, context, at + 1) ?? next;
  }
  return undefined;
}
