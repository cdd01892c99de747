import type { Fields } from '../tree/walk.js';
import { mapNodes, type Change } from './map-nodes.js';
import { fieldsOf, isSmall, itemsOf } from './nodes.js';
import type { NodeRewrite } from './rewrite.js';
import { withPlainFrame } from './unsaid.js';

/**
 * `OVER w … WINDOW w AS (…)` is `OVER (…)`.
 *
 * Sound where each named window is used by its bare name, and they are used first in the order of their definition, before
 * any other window: Postgres then makes the same list of windows, sorts alike, and numbers ties alike. So neither an unused
 * window goes, whose expressions are evaluated all the same, nor one that another is made of: `OVER (w)` and `OVER w` differ
 * in frames. Nor where it would make the statement much longer.
 */
export const windows: NodeRewrite = {
  name: 'windows',
  types: ['SelectStmt'],
  node(select) {
    const defined = itemsOf(select['windowClause']).map((one) => fieldsOf(one, 'WindowDef') ?? {});
    if (defined.length === 0) return undefined;
    const byName = new Map(defined.map((window) => [String(window['name']), window]));
    const used = usesIn(select);
    if (byName.size !== defined.length || !areInOrder([...byName.keys()], used) || !isShort(defined, used.length)) return undefined;
    const { windowClause: _gone, ...rest } = inlined(select, byName);
    return { SelectStmt: rest };
  },
};

const MOST_NODES = 2000;

const isShort = (defined: readonly Fields[], uses: number): boolean => isSmall(defined, MOST_NODES / uses);

/** The clauses in which a select may use its windows, in the order in which Postgres analyses them. */
const USING = ['targetList', 'sortClause', 'distinctClause'];

/** Windows in the order of their use, once each: names as they are, others by their text; undefined for what is made of another. */
function usesIn(select: Fields): (string | undefined)[] {
  const used: (string | undefined)[] = [];
  onOwnCalls(select, ({ over }) => {
    const window = over as Fields;
    used.push(window['refname'] === undefined ? (window['name'] as string | undefined) ?? `(${JSON.stringify(window)}` : undefined);
    return undefined;
  });
  return used;
}

function areInOrder(names: readonly string[], used: readonly (string | undefined)[]): boolean {
  const [...distinct] = new Set(used);
  return !distinct.includes(undefined) && names.every((name, at) => name === distinct[at]);
}

function inlined(select: Fields, byName: ReadonlyMap<string, Fields>): Fields {
  return onOwnCalls(select, (call) => {
    const window = byName.get(String((call['over'] as Fields)['name']));
    if (!window) return undefined;
    const { name: _name, ...definition } = window;
    return { FuncCall: { ...call, over: withPlainFrame(definition)?.['WindowDef'] ?? definition } };
  });
}

/** Changes the window functions of a select, not those of selects in it. */
function onOwnCalls(select: Fields, change: (call: Fields) => ReturnType<Change>): Fields {
  const onCall: Change = (type, fields) => (type === 'FuncCall' && fields['over'] !== undefined ? change(fields) : undefined);
  const parts = Object.fromEntries(USING.flatMap((clause) => (clause in select ? [[clause, select[clause]]] : [])));
  return { ...select, ...mapNodes(parts, onCall, (type, fields) => (type === 'SubLink' ? undefined : fields)) };
}
