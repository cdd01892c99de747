import type { Engine } from '../../contracts/source.js';
import type { Fields } from '../tree/walk.js';
import { mapNodes, type Wrapped } from './map-nodes.js';

/** What a rewrite may know besides the tree. */
export interface Context {
  readonly engine: Engine;
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

/** The same for one kind of node, whatever stands around it. What is below the node has been rewritten already. */
export interface NodeRewrite {
  readonly name: string;
  /** Types of nodes as the parser names them: `A_Expr`. */
  readonly types: readonly string[];
  /** The new node with its type around it, or undefined where this one stays. */
  readonly node: (fields: Fields, type: string, context: Context) => Wrapped | undefined;
}

/** Rewrites of nodes in one pass from the leaves up; at each node in the order of the list. */
export function everywhere(name: string, rewrites: readonly NodeRewrite[]): Rewrite {
  const types = new Set(rewrites.flatMap((rewrite) => rewrite.types));
  return {
    name,
    apply: (statement, context) =>
      mapNodes(statement, (type, fields) => (types.has(type) ? rewriteNode(rewrites, type, fields, context) : undefined)),
  };
}

/** A node may turn into one of another type, which the rewrites further down the list then see. */
function rewriteNode(rewrites: readonly NodeRewrite[], type: string, fields: Fields, context: Context): Wrapped | undefined {
  let now = { type, fields };
  let changed: Wrapped | undefined;
  for (const { types, node } of rewrites) {
    const next = types.includes(now.type) ? node(now.fields, now.type, context) : undefined;
    if (next === undefined) continue;
    changed = next;
    const [nextType = now.type] = Object.keys(next);
    now = { type: nextType, fields: next[nextType] ?? now.fields };
  }
  return changed;
}
