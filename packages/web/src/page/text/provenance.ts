/** How a result relates to the cache, in words. */
export interface Told {
  readonly word: 'hit' | 'stale' | 'joined' | 'miss' | 'bypass';
  readonly label: string;
  readonly sentence: string;
}

const LABELS = { hit: 'Hit', stale: 'Stale', joined: 'Joined', miss: 'Miss', bypass: 'Not cached' } as const;

const MISSES: Readonly<Record<string, string>> = {
  none: 'Run now, and cached: nobody had asked this before.',
  max_age: 'Run now, and cached: the cached rows were older than asked for.',
  ttl: 'Run now, and cached: the cached rows had reached their time to live.',
  unwatched: 'Run now, and cached: changes of the database could not be watched, so old rows were not trusted.',
  incarnation: 'Run now, and cached: the index had been lost.',
  files_gone: 'Run now, and cached: the files of the cached result were gone.',
};

const STALE: Readonly<Record<string, string>> = {
  max_age: 'they are older than asked for',
  ttl: 'they have reached their time to live',
  unwatched: 'changes of the database cannot be watched just now',
};

const BYPASSES: Readonly<Record<string, string>> = {
  volatile_function: 'calls a function whose result changes from call to call',
  time_function: 'depends on the time of day',
  time_literal: 'depends on the time of day',
  session_function: 'depends on who asks',
  unsafe_language: 'calls a function in a language that cannot be judged',
  unknown_function: 'calls a function that is not known',
  unsafe_comparison: 'compares what may be another comparison, or an error, when it is written in another way',
  temp_table: 'reads a temporary table',
  unlogged_table: 'reads an unlogged table',
  system_catalog: 'reads the system catalogue',
  external_table: 'reads an external table',
  late_binding_view: 'reads a late-binding view',
  unknown_table: 'reads a table that is not known',
  unrepeatable_sample: 'takes a sample that differs from run to run',
  row_locking: 'locks the rows that it reads',
  row_security: 'reads a table whose rows depend on who asks',
  unreadable: 'cannot be read with certainty',
};

const NOT_KEPT: Readonly<Record<string, string>> = {
  source_off: 'Run for you alone: the cache is switched off for this source.',
  caller_off: 'Run for you alone, as you asked.',
  single_table_only: 'Run now, but not cached: this data source caches only what rests on one table.',
  too_large: 'Run now, but not cached: the result is larger than what may be kept of this data source.',
  too_cheap: 'Run now, but not cached: it is cheaper to run than to keep.',
  truncated: 'Run now, but not cached: rows were left out, because the result may not be larger.',
  overtaken: 'Run now, but not cached: a newer run has taken over.',
  ttl: 'Run now, but not cached: this data source keeps nothing of these tables.',
  other_date: 'Run now, but not cached: by the clock of the database it is another day or hour.',
  incarnation: 'Run now, but not cached: the index was lost meanwhile.',
};

/** Reads `hit`, `stale; reason=ttl`, `joined`, `miss; reason=none`, `bypass; reason=time_function(now)` and the like. */
export function tell(cache: string): Told {
  const [, word = '', reason = ''] = /^(\w+)(?:; reason=(.*))?$/s.exec(cache) ?? [];
  if (word === 'hit') return told('hit', 'Served from the cache; the database was not asked.');
  if (word === 'joined') return told('joined', 'A run that was under way answered you, too.');
  const [, code = reason, detail = ''] = /^(\w+)\((.*)\)$/s.exec(reason) ?? [];
  if (word === 'stale') return told('stale', `Served from the cache, and being made anew: ${outdated(code, detail)}.`);
  return word === 'miss' ? told('miss', missed(code, detail)) : told('bypass', passed(code, detail, reason));
}

const told = (word: Told['word'], sentence: string): Told => ({ word, label: LABELS[word], sentence });

const outdated = (code: string, detail: string): string =>
  code === 'expired' ? `${readable(detail)} was refreshed since` : (STALE[code] ?? readable(code));

function missed(code: string, detail: string): string {
  if (code === 'expired') return `Run anew: ${readable(detail)} was refreshed, so the cached result had expired.`;
  return MISSES[code] ?? 'Run now, and cached.';
}

function passed(code: string, detail: string, reason: string): string {
  if (code === 'refreshed') return `Run now, but not cached: ${readable(detail)} was refreshed meanwhile.`;
  if (code === 'load') return `Run now, but not cached: ${readable(detail)} is being loaded.`;
  if (code === 'replica_lag') return `Run now, but not cached: ${readable(detail)} was refreshed a moment ago, and this database may lag behind.`;
  const why = BYPASSES[code];
  if (why !== undefined) return `Run for you alone: the statement ${why}${detail === '' ? '' : ` (${readable(detail)})`}.`;
  return NOT_KEPT[code] ?? `Run for you alone: ${readable(reason)}.`;
}

/** Names that are not plain ASCII come percent-encoded. */
function readable(name: string): string {
  try {
    return decodeURIComponent(name);
  } catch {
    return name;
  }
}
