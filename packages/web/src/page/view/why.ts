import type { Explained } from '../api/shapes.js';
import type { Desk } from '../desk.js';
import type { State } from '../state.js';
import type { Store } from '../store.js';
import { contrast, foretell, objection } from '../text/why.js';
import { button, find, make } from './dom.js';
import type { Editor } from './editor.js';
import { keyOf } from './provenance.js';

/** Why a statement would be a hit, a miss, or not cached: asked for by a button, shown until it is closed. */
export function showWhy(store: Store<State>, desk: Desk, editor: Editor): void {
  const [card, ask] = [find<HTMLElement>('#why'), find<HTMLButtonElement>('#explain')];
  ask.addEventListener('click', () => void desk.explain(editor.text));
  find('#why-close').addEventListener('click', () => {
    desk.forgetWhy();
    ask.focus();
  });
  store.watch(
    ({ why }) => why,
    (why) => {
      ask.setAttribute('aria-busy', String(why.is === 'loading'));
      card.hidden = why.is !== 'there';
      if (why.is === 'there') fill(why.value, editor);
    },
  );
}

function fill(explained: Explained, editor: Editor): void {
  const { word, label, sentence } = foretell(explained);
  const badge = find('#why-word');
  badge.textContent = label;
  badge.setAttribute('class', `badge ${word}`);
  find('#why-sentence').textContent = sentence;
  const notAsked = explained.message === null && explained.not_asked !== null ? [`From the text alone: ${explained.not_asked}`] : [];
  const reasons = explained.message === null ? explained.reasons : [];
  find('#why-reasons').replaceChildren(...reasons.map((reason) => make('li', { title: reason }, objection(reason))), ...notAsked.map((text) => make('li', { class: 'muted' }, text)));
  find('#why-facts').replaceChildren(...(explained.key === null ? [] : [make('div', { class: 'fact' }, make('dt', {}, 'Key'), make('dd', {}, keyOf(explained.key)))]));
  fillTables(explained);
  fillNearest(explained, editor);
}

function fillTables({ tables }: Explained): void {
  find('#why-rests').toggleAttribute('hidden', tables.length === 0);
  find('#why-tables').replaceChildren(
    ...tables.map(({ name, epoch }) =>
      make('li', { class: 'chip' }, make('span', { class: 'chip-name' }, name), make('span', { class: 'chip-epoch' }, epoch === null ? '' : `epoch ${epoch}`)),
    ),
  );
}

function fillNearest({ nearest }: Explained, editor: Editor): void {
  const place = find<HTMLElement>('#why-nearest');
  place.hidden = nearest === null;
  if (!nearest) return;
  const statement = nearest.query ?? '';
  find('#why-differs').replaceChildren(...nearest.differs.map((difference) => make('li', {}, contrast(difference))));
  const use = button({ class: 'example', 'aria-label': `Write the cached statement: ${statement}` }, () => editor.replace(statement), make('code', {}, statement.replaceAll('\n', ' ')));
  find('#why-statement').replaceChildren(use);
}
