import type { Desk } from '../desk.js';
import type { State } from '../state.js';
import type { Store } from '../store.js';
import { count } from '../text/format.js';
import { target } from '../run/pages.js';
import type { Move } from '../run/pages.js';
import { find } from './dom.js';

/** First, previous, next, last; and how many rows a page has. */
export function showPager(store: Store<State>, desk: Desk): void {
  const size = find<HTMLSelectElement>('#page-size');
  const moves = { first: find<HTMLButtonElement>('#first'), previous: find<HTMLButtonElement>('#previous'), next: find<HTMLButtonElement>('#next'), last: find<HTMLButtonElement>('#last') };
  for (const [name, button] of Object.entries(moves)) {
    button.addEventListener('click', () => {
      const { shown } = store.state;
      if (shown && button.getAttribute('aria-disabled') !== 'true') void desk.turn(target(name as Move, shown));
    });
  }
  size.addEventListener('change', () => void desk.turn(0, Number(size.value)));
  store.watch(
    ({ shown }) => shown,
    (shown) => {
      if (!shown) return;
      const { offset, limit, rowCount, rows } = shown;
      find('#page-told').textContent = rowCount === 0 ? 'No rows' : `${count(offset + 1)}–${count(offset + rows.length)} of ${count(rowCount)}`;
      const [atStart, atEnd] = [offset === 0, offset + limit >= rowCount];
      // Not `disabled`: the button under the focus must stay there at the last page.
      for (const each of [moves.first, moves.previous]) each.setAttribute('aria-disabled', String(atStart));
      for (const each of [moves.next, moves.last]) each.setAttribute('aria-disabled', String(atEnd));
      size.value = String(limit);
    },
  );
}
