/** The fields of a node of the parse tree, as libpg-query prints them. */
export type Fields = Readonly<Record<string, unknown>>;

/**
 * Fields whose nodes are printed without their type around them, because it can be no other. A map, here and wherever
 * a type or field is looked up: JSON_ARRAYAGG has a field called `constructor`.
 */
export const BARE: ReadonlyMap<string, string> = new Map([
  ['larg', 'SelectStmt'],
  ['rarg', 'SelectStmt'],
  ['withClause', 'WithClause'],
  ['intoClause', 'IntoClause'],
  ['typeName', 'TypeName'],
  ['alias', 'Alias'],
  ['over', 'WindowDef'],
]);

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export type Visit = (type: string, node: Fields) => void;

/** Calls `visit` for every node directly below, with its type (the field's own name where that is not known). */
export function eachChild(node: Fields, visit: Visit): void {
  for (const field in node) eachNode(node[field], field, visit);
}

function eachNode(value: unknown, field: string, visit: Visit): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value as unknown[]) eachNode(item, field, visit);
    return;
  }
  const node = value as Fields;
  const type = wrapperOf(node);
  if (type === undefined) visit(BARE.get(field) ?? field, node);
  else visit(type, node[type] as Fields);
}

const CAPITAL_A = 65;
const CAPITAL_Z = 90;

/** Types begin with a capital, fields never do: `{"ColumnRef": {...}}`. */
export function wrapperOf(node: Fields): string | undefined {
  for (const key in node) {
    const first = key.charCodeAt(0);
    return first >= CAPITAL_A && first <= CAPITAL_Z && isFields(node[key]) ? key : undefined;
  }
  return undefined;
}

/** Calls `visit` for every node of the tree below and including `root`, outer ones first. */
export function walk(root: unknown, visit: Visit): void {
  const enter: Visit = (type, node) => {
    visit(type, node);
    eachChild(node, enter);
  };
  if (isFields(root)) eachNode(root, '', enter);
}

/** The texts of a list of String nodes, such as a qualified name. Other nodes (`*`) are left out. */
export function stringsOf(list: unknown): string[] {
  if (!Array.isArray(list)) return [];
  return list.flatMap((item: unknown) => {
    const text = isFields(item) && isFields(item['String']) ? item['String']['sval'] : undefined;
    return typeof text === 'string' ? [text] : [];
  });
}

/** The text of a string constant; undefined for every other node. */
export function stringConstant(type: string, node: Fields): string | undefined {
  if (type !== 'A_Const' || !isFields(node['sval'])) return undefined;
  const text = node['sval']['sval'];
  return typeof text === 'string' ? text : '';
}
