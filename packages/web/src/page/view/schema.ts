import type { Table } from '../api/shapes.js';
import type { Desk } from '../desk.js';
import type { State } from '../state.js';
import type { Store } from '../store.js';
import { quoted, quotedTable } from '../text/sql.js';
import { button, find, icon, make } from './dom.js';
import type { Editor } from './editor.js';

/** Tables after which a field to search them is worth its place. */
const MANY = 8;

/** The tables of the chosen source: a click inserts a name, a chevron opens the columns, an arrow refreshes. */
export function showSchema(store: Store<State>, desk: Desk, editor: Editor): void {
  const [list, note, search] = [find('#tables'), find('#tables-note'), find<HTMLInputElement>('#tables-search')];
  const filter = (): void => {
    const wanted = search.value.trim().toLowerCase();
    for (const item of list.children) item.toggleAttribute('hidden', !(item.getAttribute('data-names') ?? '').includes(wanted));
  };
  search.addEventListener('input', filter);
  store.watch(
    ({ schema }) => schema,
    (schema) => {
      const tables = schema.is === 'there' ? schema.value : [];
      list.replaceChildren(...tables.map((table, index) => tableItem(table, index, store, desk, editor)));
      search.hidden = tables.length < MANY;
      search.value = '';
      note.textContent = noteOn(schema, store.state);
    },
  );
  store.watch(({ sources }) => sources, () => (note.textContent = noteOn(store.state.schema, store.state)));
}

function noteOn(schema: State['schema'], { sources }: State): string {
  if (sources.is === 'there' && sources.value.length === 0) return 'There is no source yet. An administrator adds one with POST /api/data_sources.';
  if (schema.is === 'failed') return schema.message;
  if (schema.is === 'loading') return 'Loading…';
  return schema.is === 'there' && schema.value.length === 0 ? 'There is no table that OnceQL may read.' : '';
}

function tableItem(table: Table, index: number, store: Store<State>, desk: Desk, editor: Editor): Node {
  const { name, columns } = table;
  const inside = make('ul', { id: `columns-${index}`, class: 'columns', hidden: true });
  const open = button({ class: 'quiet chevron', 'aria-expanded': 'false', 'aria-controls': inside.id, 'aria-label': `Columns of ${name}` }, () => {
    const isOpen = inside.hidden;
    if (inside.childElementCount === 0) inside.append(...columns.map((column) => columnItem(column, editor)));
    inside.hidden = !isOpen;
    open.setAttribute('aria-expanded', String(isOpen));
  });
  open.append(icon('chevron'));
  const insert = button({ class: 'quiet name', title: `Insert ${name}` }, () => editor.insert(quotedTable(name)), name);
  const refresh = button({ class: 'quiet', title: `Say that ${name} has changed`, 'aria-label': `Refresh ${name}` }, () => {
    const { source } = store.state;
    if (source !== undefined) void desk.refresh(source, quotedTable(name));
  });
  refresh.append(icon('refresh'));
  const names = [name, ...columns.map((column) => column.name)].join(' ').toLowerCase();
  return make('li', { 'data-names': names }, make('div', { class: 'table-line' }, open, insert, refresh), inside);
}

const columnItem = ({ name, type }: Table['columns'][number], editor: Editor): Node =>
  make(
    'li',
    {},
    button({ class: 'quiet name', title: `Insert ${name}` }, () => editor.insert(quoted(name)), name),
    make('span', { class: 'column-type', title: type }, type),
  );
