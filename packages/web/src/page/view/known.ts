import type { KnownTable } from '../api/shapes.js';
import type { Desk } from '../desk.js';
import type { State } from '../state.js';
import type { Store } from '../store.js';
import { changeTold, loadsTold } from '../text/change.js';
import { count, counted, moment } from '../text/format.js';
import { button, find, icon, make } from './dom.js';

/** Tables after which a field to search them is worth its place. */
const MANY = 8;
/** Milliseconds after the last letter that a search waits for another. */
const TYPING = 250;

/** What results rest on: each table's epoch, its last change and how that was learnt, its entries, its open loads. */
export function showKnown(store: Store<State>, desk: Desk): void {
  const [card, list, note, search] = [find<HTMLElement>('#known'), find('#known-tables'), find('#known-note'), find<HTMLInputElement>('#known-search')];
  let typing: ReturnType<typeof setTimeout> | undefined;
  search.addEventListener('input', () => {
    clearTimeout(typing);
    typing = setTimeout(() => void desk.searchKnown(search.value.trim()), TYPING);
  });
  store.watch(({ knownSearch }) => knownSearch, (text) => {
    if (text === '') search.value = '';
  });
  let shown = '';
  store.watch(({ known }) => known, (known) => {
    card.hidden = known.is !== 'there';
    const { count: all, results } = known.is === 'there' ? known.value : { count: 0, results: [] };
    search.hidden = all < MANY && store.state.knownSearch === '';
    note.textContent = noteOn(all, results.length, store.state.knownSearch);
    // What has buttons is made anew only where it says something else: a look that brings nothing new leaves the focus.
    const said = JSON.stringify([store.state.source, results]);
    if (said !== shown) list.replaceChildren(...results.map((table) => tableItem(table, store, desk)));
    else for (const [index, table] of results.entries()) tellChange(list.children[index], table);
    shown = said;
  });
}

function noteOn(all: number, shown: number, search: string): string {
  if (all === 0) return search === '' ? 'Nothing has been asked here yet.' : 'No such table.';
  return shown < all ? `${count(shown)} of ${count(all)} tables; search for the others.` : '';
}

function tellChange(item: Element | undefined, table: KnownTable): void {
  const place = item?.querySelector('.known-change');
  if (place) place.textContent = changeTold(table, Date.now());
}

function tableItem(table: KnownTable, store: Store<State>, desk: Desk): Node {
  const { name, epoch, entries, changed_at: at } = table;
  const refresh = button({ class: 'quiet', title: `Say that ${name} has changed`, 'aria-label': `Tell that ${name} has changed` }, () => {
    const { source } = store.state;
    if (source !== undefined) void desk.refresh(source, name);
  });
  refresh.append(icon('refresh'));
  const { door } = store.state;
  const told = counted(entries, 'cached result');
  const list = door.is === 'open' && door.isAdmin && entries > 0
    ? button({ class: 'link', title: `List what rests on ${name}`, 'aria-label': `${told} on ${name}: list` }, () => void desk.listEntriesOn(name), told)
    : make('span', {}, told);
  const item = make(
    'li',
    { class: 'known-table' },
    make('div', { class: 'known-line' }, make('span', { class: 'known-name', title: name }, name), make('span', { class: 'chip-epoch' }, `epoch ${count(epoch)}`), refresh),
    make('p', { class: 'known-facts' }, make('span', { class: 'known-change', title: at === null ? undefined : moment(at) }), list),
  );
  tellChange(item, table);
  const loads = loadsTold(table);
  if (loads !== '') item.append(make('p', { class: 'known-load' }, loads));
  return item;
}
