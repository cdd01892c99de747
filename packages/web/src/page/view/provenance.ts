import type { Desk } from '../desk.js';
import type { Shown, State } from '../state.js';
import type { Store } from '../store.js';
import { ago, count, duration, moment } from '../text/format.js';
import { tell } from '../text/provenance.js';
import { button, find, icon, make } from './dom.js';

/** Where the result on the screen comes from, and how true it still is. */
export function showProvenance(store: Store<State>, desk: Desk): void {
  const card = find<HTMLElement>('#provenance');
  store.watch(
    ({ shown }) => shown,
    (shown) => {
      card.hidden = shown === undefined;
      if (shown) fill(shown);
    },
  );
  // What has buttons is made anew only with an answer of its own: an expiry leaves the focus where it is.
  store.watch(
    ({ shown }) => shown?.epochs,
    () => {
      if (store.state.shown) fillLists(store.state.shown, desk);
    },
  );
  setInterval(() => {
    if (store.state.shown) showAge(store.state.shown);
  }, 1000);
}

function fill(shown: Shown): void {
  const { word, label, sentence } = tell(shown.cache);
  const badge = find('#cache-word');
  badge.textContent = label;
  badge.setAttribute('class', `badge ${word}`);
  badge.setAttribute('title', shown.cache);
  find('#cache-sentence').textContent = sentence;
  find('#expired').toggleAttribute('hidden', !shown.expired);
}

function fillLists(shown: Shown, desk: Desk): void {
  find('#facts').replaceChildren(...facts(shown));
  find('#epochs').replaceChildren(...epochs(shown, desk));
  find('#epochs-label').toggleAttribute('hidden', Object.keys(shown.epochs).length === 0);
  showAge(shown);
}

function facts({ executedAt, cachedOn, runtime, rowCount, key }: Shown): Node[] {
  return [
    fact('Executed', make('time', { datetime: executedAt }, moment(executedAt))),
    ...(cachedOn === undefined ? [] : [fact('Cached on', make('time', { datetime: cachedOn }, moment(cachedOn)))]),
    fact('Age', make('span', { id: 'age' })),
    fact('Run took', duration(runtime)),
    fact('Rows', count(rowCount)),
    ...(key === undefined ? [] : [fact('Key', keyOf(key))]),
  ];
}

const fact = (name: string, value: Node | string): Node => make('div', { class: 'fact' }, make('dt', {}, name), make('dd', {}, value));

/** A key, cut short, that can be copied. */
export function keyOf(key: string): Node {
  const copy = button({ class: 'quiet key', title: `${key}: copy`, 'aria-label': `Copy the key ${key}` }, () => {
    void navigator.clipboard.writeText(key).then(() => copy.setAttribute('data-copied', ''));
  });
  copy.append(make('code', {}, `${key.slice(0, 12)}…`), icon('copy'));
  return copy;
}

function epochs({ epochs: all, source }: Shown, desk: Desk): Node[] {
  return Object.entries(all).map(([table, epoch]) =>
    make(
      'li',
      { class: 'chip' },
      make('span', { class: 'chip-name' }, table),
      make('span', { class: 'chip-epoch' }, `epoch ${count(epoch)}`),
      button({ class: 'quiet', title: `Say that ${table} has changed`, 'aria-label': `Refresh ${table}` }, () => void desk.refresh(source, table), icon('refresh')),
    ),
  );
}

function showAge({ age, askedAt }: Shown): void {
  const place = document.querySelector('#age');
  if (place) place.textContent = ago(age + (Date.now() - askedAt) / 1000);
}
