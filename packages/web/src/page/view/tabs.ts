/** A list of tabs as WAI-ARIA describes it: arrows, Home and End move and choose; one tab is in the focus order. */
export function showTabs(list: Element, onChoose: (panel: string) => void): (panel: string) => void {
  const tabs = [...list.querySelectorAll<HTMLElement>('[role=tab]')];
  const choose = (chosen: HTMLElement): void => {
    for (const tab of tabs) {
      const isChosen = tab === chosen;
      tab.setAttribute('aria-selected', String(isChosen));
      tab.tabIndex = isChosen ? 0 : -1;
      panelOf(tab)?.toggleAttribute('hidden', !isChosen);
    }
    onChoose(chosen.getAttribute('aria-controls') ?? '');
  };
  for (const [index, tab] of tabs.entries()) {
    tab.addEventListener('click', () => choose(tab));
    tab.addEventListener('keydown', (event) => {
      const to = tabs[next(event.key, index, tabs.length)];
      if (!to) return;
      event.preventDefault();
      to.focus();
      choose(to);
    });
  }
  return (panel) => {
    const tab = tabs.find((each) => each.getAttribute('aria-controls') === panel);
    if (tab) choose(tab);
  };
}

const panelOf = (tab: Element): Element | null => document.getElementById(tab.getAttribute('aria-controls') ?? '');

function next(key: string, index: number, count: number): number {
  const places: Record<string, number> = { ArrowRight: (index + 1) % count, ArrowLeft: (index + count - 1) % count, Home: 0, End: count - 1 };
  return places[key] ?? -1;
}
