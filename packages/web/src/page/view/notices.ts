import type { State } from '../state.js';
import type { Store } from '../store.js';
import { find } from './dom.js';

/** Milliseconds that a notice stays; one that tells of trouble stays until the next. */
const STAY = 8_000;

/** What was done beside a run, what went wrong, and whether the API is away. */
export function showNotices(store: Store<State>): void {
  const [notice, away] = [find<HTMLElement>('#notice'), find<HTMLElement>('#away')];
  let timer: ReturnType<typeof setTimeout> | undefined;
  store.watch(
    (state) => state.notice,
    (said) => {
      clearTimeout(timer);
      notice.textContent = said?.text ?? '';
      notice.classList.toggle('bad', said?.isBad === true);
      if (said && !said.isBad) timer = setTimeout(() => store.update({ notice: undefined }), STAY);
    },
  );
  store.watch(
    (state) => state.away,
    (seconds) => {
      away.textContent = seconds === undefined ? '' : `OnceQL does not answer. Asking again in ${seconds} s…`;
    },
  );
}
