import type { Desk } from '../desk.js';
import type { State } from '../state.js';
import type { Store } from '../store.js';
import { find } from './dom.js';

/** The form that asks for the key, and the button that forgets it. */
export function showDoor(store: Store<State>, desk: Desk): void {
  const form = find<HTMLFormElement>('#door');
  const field = find<HTMLInputElement>('#door-key');
  const submit = find<HTMLButtonElement>('#door-open');
  const message = find('#door-message');
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const key = field.value.trim();
    if (key !== '') void desk.open(key);
  });
  find('#forget-key').addEventListener('click', () => desk.shut());
  store.watch(
    ({ door }) => door,
    (door) => {
      document.body.dataset['door'] = door.is;
      submit.disabled = door.is === 'opening';
      message.textContent = door.is === 'shut' ? door.message : '';
      field.setAttribute('aria-invalid', String(door.is === 'shut' && door.message !== ''));
      find('#caller').textContent = door.is === 'open' ? door.name : '';
      if (door.is === 'open') field.value = '';
      if (door.is === 'shut') field.focus();
    },
  );
}
