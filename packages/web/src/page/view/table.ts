import type { Column, Row, Value } from '../api/shapes.js';
import type { Shown, State } from '../state.js';
import type { Store } from '../store.js';
import { count } from '../text/format.js';
import { find, make } from './dom.js';

/** Characters of a cell; what is longer is shown whole when it is pointed at, as far as a hint may reach. */
const CLIP = 120;
const HINT = 4_000;

/** The rows on the screen. */
export function showTable(store: Store<State>): void {
  const table = find('#rows');
  store.watch(
    ({ shown }) => shown?.rows,
    () => {
      const { shown } = store.state;
      if (shown === undefined) return table.replaceChildren();
      table.replaceChildren(caption(shown), head(shown.columns), body(shown));
    },
  );
  store.watch(
    ({ isTurning }) => isTurning,
    (isTurning) => table.setAttribute('aria-busy', String(isTurning)),
  );
}

const caption = ({ offset, rows, rowCount }: Shown): Node =>
  make('caption', { class: 'unseen' }, rows.length === 0 ? 'No rows' : `Rows ${count(offset + 1)} to ${count(offset + rows.length)} of ${count(rowCount)}`);

function head(columns: readonly Column[]): Node {
  const names = columns.map(({ name, type }) =>
    make('th', { scope: 'col', class: sideOf(type) }, make('span', { class: 'column-name' }, name), make('span', { class: 'column-type' }, type)),
  );
  return make('thead', {}, make('tr', {}, make('th', { scope: 'col', class: 'row-number' }, make('span', { class: 'unseen' }, 'Row')), ...names));
}

const sideOf = (type: Column['type']): string => (type === 'integer' || type === 'float' ? 'number' : type);

const body = ({ columns, rows, offset }: Shown): Node =>
  make('tbody', {}, ...rows.map((row, index) => make('tr', {}, make('th', { scope: 'row', class: 'row-number' }, count(offset + index + 1)), ...cells(columns, row))));

const cells = (columns: readonly Column[], row: Row): Node[] => columns.map(({ name, type }) => cell(row[name] ?? null, type));

function cell(value: Value, type: Column['type']): Node {
  if (value === null) return make('td', { class: sideOf(type) }, make('span', { class: 'null' }, 'null'));
  const text = type === 'datetime' ? String(value).replace('T', ' ') : String(value);
  const isLong = text.length > CLIP;
  return make('td', { class: sideOf(type), title: text.length > 40 ? text.slice(0, HINT) : undefined }, isLong ? `${text.slice(0, CLIP)}…` : text);
}
