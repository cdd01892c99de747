/**
 * Every Redis key of OnceQL on one screen. All keys of a source share the hash tag `{ds<source>}`, so that a
 * command over several of them is atomic on a cluster, too.
 */
export interface SourceKeys {
  /**
   * Hash: `incarnation` of this life of the index, `history` of the data in which the epochs were last restored (where
   * it is not the server's own the source is fenced), `restored_at` when that was, `removed` once the source is;
   * `load_until`, the first time limit of all open loads, absent where there are none; `bytes`, of the files of its entries; `watched_until`, until when a
   * change feed vouches for the source. All times are milliseconds.
   */
  readonly index: string;
  /** Hash: table → epoch. */
  readonly epochs: string;
  /** Hash: table → `epoch ms epoch ms …`, the last moves of its epoch; see `includes/moved.lua`. */
  readonly moved: string;
  /** Hash: id of an open load → `{"tables": […], "until": ms}`. */
  readonly loads: string;
  /** Hash: table → ids of the open loads on it, between commas. */
  readonly loading: string;
  /** Sorted set: runs that have not ended, by the time they were claimed. */
  readonly openRuns: string;
  /** Sorted set: runs that have ended and that the ledger may not have recorded yet, by the time of their end. */
  readonly ended: string;
  /** Sorted set: keys that have an entry, by cached_at. */
  readonly entries: string;
  /** Sorted set: keys that have an entry, by how often they were hit, over all entries that the key has had. */
  readonly hits: string;
  /** Sorted set: keys that have an entry, by when it was last served or, before that, made. */
  readonly used: string;
  /** Hash: which result answers this key, and what it rests on. */
  entry(key: string): string;
  /** Hash: which run may answer this key now. */
  claim(key: string): string;
  /** Hash: job → `<run> <caller>` of everybody who waits for a run of this key. */
  callers(key: string): string;
  /** Hash: one run. */
  run(run: string): string;
  /** Hash: one job. */
  job(job: string): string;
  /** Set: keys whose entries rest on this table. */
  byTable(table: string): string;
  /** Sorted set: names of sets that were `byTable` until their table's epoch moved, by when it did. */
  readonly toSweep: string;
  /** Set: keys whose entries rested on a table when its epoch moved on to this one. */
  aside(table: string, epoch: number): string;
  /** Hash: result → a small result with its rendered JSON; `bytes`, of all of them. */
  readonly rendered: string;
  /** Sorted set: results that are kept rendered and that an entry names, by when they were last read or, before that, made. */
  readonly renderedUsed: string;
  /** Sorted set: the others, kept for those who wait, by until when. */
  readonly renderedUntil: string;
  /** String with a time to live: somebody has the turn to do this work. */
  turn(work: string): string;
  /** Hash: how the change feed does; `polled_at` (ms), `why` and `blind_since` (ms) where its last try saw nothing. */
  readonly feed: string;
  /** Channel: what became of runs. */
  readonly ends: string;
}

/** Prefix of a source's keys, and of its BullMQ queue. */
export const sourcePrefix = (source: number): string => `onceql:{ds${source}}`;

/** Channels of all sources' ends. */
export const ENDS_PATTERN = 'onceql:{ds*}:ends';
/** Channel: the list of sources has changed. */
export const SOURCES_CHANNEL = 'onceql:sources';

const made = new Map<number, SourceKeys>();
/** Job ids name sources, and callers can make up job ids: what is remembered must not grow with them. */
const MOST_MADE = 1000;

export function sourceKeys(source: number): SourceKeys {
  const known = made.get(source);
  if (known) return known;
  if (made.size >= MOST_MADE) made.clear();
  const at = (...parts: string[]): string => [sourcePrefix(source), ...parts].join(':');
  const keys: SourceKeys = {
    index: at('index'),
    epochs: at('epochs'),
    moved: at('moved'),
    loads: at('loads'),
    loading: at('loading'),
    openRuns: at('open-runs'),
    ended: at('ended'),
    entries: at('entries'),
    hits: at('hits'),
    used: at('used'),
    entry: (key) => at('entry', key),
    claim: (key) => at('claim', key),
    callers: (key) => at('callers', key),
    run: (run) => at('run', run),
    job: (job) => at('job', job),
    byTable: (table) => at('by-table', table),
    toSweep: at('to-sweep'),
    aside: (table, epoch) => at('aside', String(epoch), table),
    rendered: at('rendered'),
    renderedUsed: at('rendered-used'),
    renderedUntil: at('rendered-until'),
    feed: at('feed'),
    turn: (work) => at('turn', work),
    ends: at('ends'),
  };
  made.set(source, keys);
  return keys;
}

/** A job's id names its source, so that a job can be found without asking every source: `<source>-<uuid>`. */
export const jobId = (source: number, uuid: string): string => `${source}-${uuid}`;

/** The source a job id names; undefined where it is no id of ours. */
export function sourceOfJob(job: string): number | undefined {
  const match = /^([1-9]\d{0,8})-[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/.exec(job);
  return match ? Number(match[1]) : undefined;
}
