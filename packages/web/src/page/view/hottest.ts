import type { Entry } from '../api/shapes.js';
import type { Desk } from '../desk.js';
import type { State } from '../state.js';
import type { Store } from '../store.js';
import { counted } from '../text/format.js';
import { button, find, icon, make } from './dom.js';
import type { Editor } from './editor.js';

/** The entries that were hit most, of all or on one table; a click loads the statement, a cross drops the entry. Only admins may see them, for others there is no list. */
export function showHottest(store: Store<State>, desk: Desk, editor: Editor): void {
  const [card, list] = [find<HTMLElement>('#hottest'), find('#entries')];
  const [title, all] = [find('#hottest-title'), find<HTMLButtonElement>('#entries-all')];
  all.addEventListener('click', () => void desk.listEntriesOn(undefined));
  store.watch(
    ({ hottest }) => hottest,
    (hottest) => {
      // With the list, not before it: the title says what is listed.
      const { entriesOn: on } = store.state;
      title.textContent = on === undefined ? 'Asked most' : `Rests on ${on.table}`;
      all.hidden = on === undefined;
      card.hidden = hottest.is !== 'there';
      const entries = hottest.is === 'there' ? hottest.value : [];
      list.replaceChildren(...entries.map((entry) => entryItem(entry, store, desk, editor)));
      find('#entries-note').toggleAttribute('hidden', entries.length > 0);
    },
  );
}

function entryItem(entry: Entry, store: Store<State>, desk: Desk, editor: Editor): Node {
  const { key, query, hits, rows, expired, data_source_id: source } = entry;
  const load = async (): Promise<void> => {
    const statement = await desk.statementOf(key);
    if (statement === undefined) return;
    editor.replace(statement);
    if (source !== store.state.source) await desk.choose(source);
  };
  const facts = [counted(hits, 'hit'), counted(rows, 'row'), ...(expired ? ['expired'] : [])].join(' · ');
  const text = query?.replace(/\s+/g, ' ').slice(0, 300) ?? 'The statement is not known any more';
  const drop = button({ class: 'quiet drop', title: 'Drop this cached result', 'aria-label': `Drop the cached result of ${text}` }, () => void desk.drop(key));
  drop.append(icon('drop'));
  return make(
    'li',
    { class: expired ? 'entry is-expired' : 'entry' },
    button({ class: 'example', title: query?.slice(0, 2000), disabled: query === null }, () => void load(), make('code', {}, text), make('span', { class: 'entry-facts' }, facts)),
    drop,
  );
}
