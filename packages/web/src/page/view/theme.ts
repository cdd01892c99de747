import { find } from './dom.js';

const NAME = 'onceql.theme';

/** The switch between light and dark. What was chosen is kept; until then the system decides. */
export function showTheme(onChange: () => void): void {
  const system = matchMedia('(prefers-color-scheme: dark)');
  const toggle = find<HTMLButtonElement>('#theme');
  const show = (): void => {
    toggle.setAttribute('aria-pressed', String(isDark(system)));
    onChange();
  };
  toggle.addEventListener('click', () => {
    const theme = isDark(system) ? 'light' : 'dark';
    document.documentElement.dataset['theme'] = theme;
    try {
      localStorage.setItem(NAME, theme);
    } catch {
      // A browser that keeps nothing has the system's theme after a reload.
    }
    show();
  });
  system.addEventListener('change', show);
  show();
}

function isDark(system: MediaQueryList): boolean {
  const chosen = document.documentElement.dataset['theme'];
  return chosen === undefined ? system.matches : chosen === 'dark';
}
