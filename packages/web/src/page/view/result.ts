import type { Desk } from '../desk.js';
import type { State } from '../state.js';
import type { Store } from '../store.js';
import { examplesFor } from '../text/examples.js';
import { ChartView } from './chart.js';
import { button, find, make } from './dom.js';
import type { Editor } from './editor.js';
import { showTabs } from './tabs.js';

/** The result's card: table or chart, and the file. Answers what to call when the theme changes. */
export function showResult(store: Store<State>, desk: Desk): () => void {
  const card = find<HTMLElement>('#result');
  const chart = new ChartView(desk.connection);
  let panel = 'table-panel';
  const draw = (): void => {
    const { shown } = store.state;
    if (shown && panel === 'chart-panel') void chart.show(shown);
  };
  showTabs(find('#result-tabs'), (chosen) => {
    panel = chosen;
    draw();
  });
  find('#download').addEventListener('click', () => {
    if (store.state.shown) void desk.download(store.state.shown.id);
  });
  store.watch(
    ({ shown }) => shown,
    (shown) => {
      card.hidden = shown === undefined;
      card.toggleAttribute('data-expired', shown?.expired === true);
      find('#empty-result').toggleAttribute('hidden', shown === undefined || shown.rowCount > 0);
      draw();
    },
  );
  return () => void chart.recolour();
}

/** What is offered where nothing has been asked yet. */
export function showExamples(store: Store<State>, desk: Desk, editor: Editor): void {
  const [card, list] = [find<HTMLElement>('#examples'), find('#example-list')];
  const show = (): void => {
    const { schema, run, shown } = store.state;
    const examples = schema.is === 'there' ? examplesFor(schema.value) : [];
    card.hidden = run.phase !== 'none' || shown !== undefined || examples.length === 0;
    list.replaceChildren(
      ...examples.map(({ title, statement }) => {
        const use = (): void => {
          editor.replace(statement);
          void desk.run(statement);
        };
        return make('li', {}, button({ class: 'example' }, use, make('span', { class: 'example-title' }, title), make('code', {}, statement.replaceAll('\n', ' '))));
      }),
    );
  };
  store.watch(({ schema }) => schema, show);
  store.watch(({ run }) => run.phase, show);
}
