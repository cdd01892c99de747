/** What outlives a reload. The key lives as long as the tab, the rest as long as the browser. */
const NAMES = { key: 'onceql.key', statement: 'onceql.statement', source: 'onceql.source' } as const;

const place = (name: keyof typeof NAMES): Storage => (name === 'key' ? sessionStorage : localStorage);

/** Undefined: nothing is kept, or the browser keeps nothing. */
export function recall(name: keyof typeof NAMES): string | undefined {
  try {
    return place(name).getItem(NAMES[name]) ?? undefined;
  } catch {
    return undefined;
  }
}

export function keep(name: keyof typeof NAMES, value: string): void {
  try {
    place(name).setItem(NAMES[name], value);
  } catch {
    // A browser that keeps nothing works until its reload.
  }
}

export function forget(name: keyof typeof NAMES): void {
  try {
    place(name).removeItem(NAMES[name]);
  } catch {
    // Nothing was kept.
  }
}

/** Takes the key of an address that ends in `#key=…`, and removes it from the address and the history. */
export function takeKeyOfAddress(): string | undefined {
  const key = new URLSearchParams(location.hash.slice(1)).get('key');
  if (key === null) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return key === '' ? undefined : key;
}
