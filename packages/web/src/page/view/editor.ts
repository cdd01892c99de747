import type { Desk } from '../desk.js';
import { keep, recall } from '../kept.js';
import { isUnderWay } from '../state.js';
import type { State } from '../state.js';
import type { Store } from '../store.js';
import { pieces } from '../text/sql.js';
import { find, make } from './dom.js';

/** Where the statement is written, and what others may do with it. */
export class Editor {
  readonly #area = find<HTMLTextAreaElement>('#statement');
  readonly #colours = find<HTMLPreElement>('#colours');

  constructor() {
    this.#area.value = recall('statement') ?? '';
    this.#area.addEventListener('input', () => this.#changed());
    this.#changed();
  }

  get text(): string {
    return this.#area.value;
  }

  /** Another statement in place of the one that is there. It can be undone as if it had been typed. */
  replace(text: string): void {
    this.#area.focus();
    this.#area.select();
    this.#type(text);
  }

  /** A name where the caret is, with a space before it where one is due. */
  insert(name: string): void {
    const before = this.#area.value.slice(0, this.#area.selectionStart);
    this.#area.focus();
    this.#type(/[\w",)]$/.test(before) ? ` ${name}` : name);
  }

  // execCommand alone keeps the browser's undo; where it is no more, the text is set all the same.
  #type(text: string): void {
    if (document.execCommand('insertText', false, text)) return;
    this.#area.setRangeText(text, this.#area.selectionStart, this.#area.selectionEnd, 'end');
    this.#changed();
  }

  #changed(): void {
    const { value } = this.#area;
    keep('statement', value);
    // A last line that is empty has no height of its own.
    this.#colours.replaceChildren(...pieces(value).map(({ kind, text }) => (kind === 'plain' ? text : make('span', { class: `sql-${kind}` }, text))), '\n');
  }
}

/** The source, the run and the cancel button. */
export function showControls(store: Store<State>, desk: Desk, editor: Editor): void {
  const [run, cancel] = [find<HTMLButtonElement>('#run'), find<HTMLButtonElement>('#cancel')];
  run.addEventListener('click', () => void desk.run(editor.text));
  // Neither button is disabled under the fingers of who has come to it by keyboard; the desk does nothing twice.
  cancel.addEventListener('click', () => void desk.cancel());
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey) || store.state.door.is !== 'open') return;
    event.preventDefault();
    void desk.run(editor.text);
  });
  if (/Mac|iPhone|iPad/.test(navigator.platform)) find('#run-keys').textContent = '⌘ ⏎';
  store.watch(
    ({ run: { phase } }) => phase,
    (phase) => {
      run.setAttribute('aria-disabled', String(isUnderWay(store.state.run)));
      if (document.activeElement === cancel && !isUnderWay(store.state.run)) run.focus();
      cancel.hidden = !(phase === 'queued' || phase === 'started' || phase === 'cancelling');
      cancel.setAttribute('aria-disabled', String(phase === 'cancelling'));
    },
  );
  showSources(store, desk);
}

function showSources(store: Store<State>, desk: Desk): void {
  const select = find<HTMLSelectElement>('#source');
  select.addEventListener('change', () => void desk.choose(Number(select.value)));
  store.watch(
    ({ sources }) => sources,
    (sources) => {
      const list = sources.is === 'there' ? sources.value : [];
      select.replaceChildren(...list.map(({ id, name, type }) => make('option', { value: id }, `${name} (${type === 'pg' ? 'Postgres' : 'Redshift'})`)));
      if (list.length === 0) select.append(make('option', { value: '' }, sources.is === 'there' ? 'There is no source yet' : 'Loading…'));
    },
  );
  store.watch(
    ({ source }) => source,
    (source) => {
      if (source !== undefined) select.value = String(source);
    },
  );
}
