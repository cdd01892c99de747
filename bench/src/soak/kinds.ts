/** What must have come up at least once: a soak in which nothing happened proves nothing. By the journal's names. */
export const KINDS: readonly string[] = [
  ...['told', 'waiting', 'polled'].flatMap((source) => [`${source} hit`, `${source} joined`, `${source} miss none`, `${source} miss expired`, `${source} bypass volatile_function`]),
  'told miss max_age', 'told stale expired', 'told bypass load', 'told bypass caller_off', 'told bypass refreshed',
  'told by call', 'told by call within a load', 'told by load closed', 'told by load abandoned', 'told by load overdue', 'left to the feed',
  'served from before an open load', 'waited for the end of a load', 'own writes asked for', 'refused ahead', 'left',
];

/** The answers of a soak, by source, and all else that it counted. */
export function sorted(counts: Readonly<Record<string, number>>): { answers: Record<string, Record<string, number>>; other: Record<string, number> } {
  const answers: Record<string, Record<string, number>> = {};
  const other: Record<string, number> = {};
  for (const [name, count] of Object.entries(counts).sort()) {
    const [, source, kind] = /^(told|waiting|polled) ((?:hit|joined|miss|stale|bypass)\b.*)$/.exec(name) ?? [];
    if (source !== undefined && kind !== undefined) (answers[source] ??= {})[kind] = count;
    else other[name] = count;
  }
  return { answers, other };
}

export const missingKinds = (counts: Readonly<Record<string, number>>): string[] => KINDS.filter((kind) => (counts[kind] ?? 0) === 0);
