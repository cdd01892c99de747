import { fieldsOf, itemsOf, type Fields } from '../tree/walk.js';
import { mapNodes, type Change } from './map-nodes.js';
import { isSmall } from './nodes.js';
import { Derived } from './derived-windows.js';
import type { NodeRewrite } from './rewrite.js';
import { withPlainFrame } from './unsaid.js';

/**
 * `OVER w … WINDOW w AS (…)` is `OVER (…)`.
 *
 * Sound where each named window is used by its bare name, and they are used first in the order of their definition, before
 * any other window: Postgres then makes the same list of windows, sorts alike, and numbers ties alike. An unused window
 * never goes, since its expressions are analysed all the same. Where windows are made of others, as in `OVER (w ORDER BY
 * a)`, all have to come to one and the same: then it is the only one that rows are sorted for. Nor where it would make the
 * statement much longer.
 */
export const windows: NodeRewrite = {
  name: 'windows',
  types: ['SelectStmt'],
  needs: ['WindowDef'],
  node(select) {
    const defined = itemsOf(select['windowClause']).map((one) => fieldsOf(one, 'WindowDef') ?? {});
    if (defined.length === 0) return undefined;
    const byName = new Map(defined.map((window) => [String(window['name']), window]));
    const used = usesIn(select);
    if (byName.size !== defined.length || !isShort(defined, used.length)) return undefined;
    const written = areInOrder([...byName.keys()], used) ? inlined(select, byName) : derivedFromOthers(select, defined);
    if (written === undefined) return undefined;
    const { windowClause: _gone, ...rest } = written;
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

/** With the one window that all come to; undefined where there are more, or one that cannot be told. */
function derivedFromOthers(select: Fields, defined: readonly Fields[]): Fields | undefined {
  const windows = new Derived(defined);
  const texts = new Set<string | undefined>();
  const changed = onOwnCalls(select, (call) => {
    const over = windows.of(call['over'] as Fields);
    texts.add(over && JSON.stringify(over));
    return over && { FuncCall: { ...call, over } };
  });
  return texts.size === 1 && !texts.has(undefined) && windows.areAllUsed() ? changed : undefined;
}

/** Changes the window functions of a select, not those of selects in it. */
function onOwnCalls(select: Fields, change: (call: Fields) => ReturnType<Change>): Fields {
  const onCall: Change = (type, fields) => (type === 'FuncCall' && fields['over'] !== undefined ? change(fields) : undefined);
  const parts = Object.fromEntries(USING.flatMap((clause) => (clause in select ? [[clause, select[clause]]] : [])));
  return { ...select, ...mapNodes(parts, onCall, (type, fields) => (type === 'SubLink' ? undefined : fields)) };
}
