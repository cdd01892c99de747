/** `table` may show other rows when those of `of` change: it is its parent, a part of it, or a view over it. Canonical names. */
export interface Relative {
  readonly of: string;
  readonly table: string;
  readonly as: 'parent' | 'part' | 'view';
}

/** What a source's catalog says about some relations. */
export interface Survey {
  /** Canonical names of those that were asked for and exist. */
  readonly existing: readonly string[];
  /** Their relatives, and those of the relatives as far as they matter. */
  readonly relatives: readonly Relative[];
}

/**
 * All that may show other rows when these tables have changed, themselves included. A partition changes its parents, a
 * parent all its partitions, but a partition does not change its siblings. Views, materialised ones too, come last.
 */
export function reachedFrom(tables: readonly string[], relatives: readonly Relative[]): string[] {
  const family = new Set([...closure(tables, relatives, 'parent'), ...closure(tables, relatives, 'part')]);
  return [...closure([...family], relatives, 'view')];
}

function closure(tables: readonly string[], relatives: readonly Relative[], as: Relative['as']): Set<string> {
  const next = new Map<string, string[]>();
  for (const relative of relatives) {
    if (relative.as !== as) continue;
    const known = next.get(relative.of);
    if (known) known.push(relative.table);
    else next.set(relative.of, [relative.table]);
  }
  // A set that grows while it is walked is walked to its end.
  const reached = new Set(tables);
  for (const table of reached) for (const relative of next.get(table) ?? []) reached.add(relative);
  return reached;
}
