/** A node of a draft: a copy of the parser's, which may be changed. */
export type Node = Record<string, unknown>;

/**
 * A statement with its names resolved as Postgres would: which FROM item a qualified column belongs to, which WITH query
 * a table's name is. Rewrites change the nodes in place and keep the lists true.
 */
export interface Draft {
  /** `{SelectStmt: …}`, a copy. */
  readonly root: Node;
  /** Outer ones first. */
  readonly scopes: readonly Scope[];
  /** Outer ones first. */
  readonly withs: readonly WithList[];
  /** Names of columns that stand alone: each may be a column of any query around it, an output, or a whole row. */
  readonly bare: ReadonlySet<string>;
  /** Those that lost their table here: columns for certain, but no table may go by such a name. */
  readonly unqualified: Set<string>;
  /** Names of relations in `schema.relation.column`. */
  readonly schemaQualified: ReadonlySet<string>;
}

/** One SELECT with its FROM. */
export interface Scope {
  readonly select: Node;
  /** The names that it sees besides its own; undefined where there are none. */
  readonly outer: Frame | undefined;
  /** In the order of FROM. */
  items: Item[];
  readonly byName: ReadonlyMap<string, Item>;
  /** The range of items below each join, by the join's fields. */
  readonly joins: ReadonlyMap<Node, Range>;
  /** NATURAL or USING stands in FROM: some bare columns are of two tables. */
  readonly merges: boolean;
  /** Some column that stands alone, but for items of ORDER BY and GROUP BY, may be of this FROM. */
  readonly holdsBare: boolean;
  /** `*` without a table. */
  star: boolean;
}

export interface Range {
  readonly from: number;
  /** Exclusive. */
  readonly to: number;
}

/** Items of a scope that can be seen from some place, and what can be seen around them. */
export interface Frame extends Range {
  readonly scope: Scope;
  readonly next: Frame | undefined;
}

export interface Item {
  /** `function`: a call in FROM, or several. */
  readonly kind: 'table' | 'with' | 'subselect' | 'function' | 'other';
  readonly scope: Scope;
  /** Where it stood among the items as they were written. */
  readonly at: number;
  /** The FROM item with its type around it. */
  readonly wrapped: Node;
  readonly node: Node;
  /** What it is called in the statement; undefined where nothing can refer to it. */
  readonly name: string | undefined;
  /** Its WITH query. */
  readonly query: With | undefined;
  /** The WITH query in whose text it stands, the innermost. */
  readonly within: With | undefined;
  /** TABLESAMPLE stands behind it. */
  readonly sampled: boolean;
  readonly refs: Ref[];
  /** Its name shows in the result, or has to stay for another reason. */
  pinned: boolean;
}

/** A column that is written with its table: `t.a`, `t.*`. */
export interface Ref {
  /** The fields of the ColumnRef. */
  readonly node: Node;
  /** Undefined for `t.*`. */
  readonly column: string | undefined;
  /** The SELECT that it stands in, which may be another than its table's. */
  readonly home: Scope | undefined;
  /** Where in that: `target 0`, `where`, or undefined in ORDER BY, GROUP BY, DISTINCT ON and WINDOW. */
  readonly clause: string | undefined;
}

export interface WithList {
  /** The fields of the WithClause. */
  readonly node: Node;
  /** The SELECT that it belongs to. */
  readonly select: Node;
  readonly recursive: boolean;
  queries: With[];
  readonly byName: ReadonlyMap<string, With>;
  /** The list around it. */
  readonly outer: WithList | undefined;
  readonly within: With | undefined;
}

export interface With {
  readonly node: Node;
  readonly wrapped: Node;
  readonly name: string;
  readonly list: WithList;
  readonly index: number;
  /** What its query sees of queries around it. */
  readonly outer: Frame | undefined;
  readonly uses: Item[];
}

/** Names that rewrites give. No table or column is called so: a statement that holds one itself is left alone. */
const GIVEN = /^_(?:t|with)\d+$/;
export const isGiven = (name: string): boolean => GIVEN.test(name);

/** The text of `{String: {sval}}`. */
export function textOf(wrapped: unknown): string | undefined {
  const text = (wrapped as { String?: { sval?: unknown } } | undefined)?.String?.sval;
  return typeof text === 'string' ? text : undefined;
}

export const stringNode = (sval: string): Node => ({ String: { sval } });
