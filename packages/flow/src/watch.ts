import { SourceFailure } from '@onceql/shared';
import type { FeedChanges, FeedRecord, Source } from '@onceql/shared';
import type { Ports } from './ports.js';
import { unfence } from './unfence.js';

export type WatchPorts = Pick<Ports, 'index' | 'invalidation' | 'ledger' | 'warehouses' | 'checkpoint' | 'meter' | 'log'>;

/** Looks closely at least so often, though nothing seems to move: a counter may have been told late. */
const CLOSELY_MS = 30_000;

/** What became of a round: it saw all there is, it saw nothing, or another one was faster. */
export type Round = 'seen' | 'blind' | 'superseded';

/** Milliseconds for which a look vouches. */
const vouchMs = (poll: number): number => Math.max(3 * poll * 1000, 15_000);
/** Milliseconds for which a holder that says nothing keeps the feed: less than that. */
export const holdMs = (poll: number): number => Math.max(2 * poll * 1000, 10_000);

/** What the holder of a feed remembers from round to round. */
interface Seen extends FeedRecord {
  readonly pulse: string | undefined;
  readonly closelyAt: number;
}

/**
 * The change feed of one source in one process. A round asks the source what has changed, commits the marks of what was
 * seen together with the new epochs, then moves the epochs in Redis, and only then vouches for the source. Whoever dies
 * on the way leaves the rest to the next holder, who begins by raising in Redis all epochs that the ledger has:
 *
 * - Before the commit nothing has happened: the next look finds the same changes against the same marks.
 * - After it the changes are in the ledger alone. Nobody has vouched for them, and the next holder tells Redis.
 * - A holder that was stopped and wakes up commits against a revision that is not the present one, if another one has
 *   found anything meanwhile, and is told `superseded`. What it vouches for ends with the time of its own look.
 *
 * A source that shows nothing has changed nothing here, so its next look is a close one; after any other fault the next
 * round begins as that of a new holder.
 */
export class SourceWatch {
  readonly #ports: WatchPorts;
  readonly #source: number;
  readonly #clock: () => number;
  #seen: Seen | undefined;
  #why: string | undefined;

  /** @param clock Milliseconds that only grow. */
  constructor(ports: WatchPorts, source: number, clock: () => number = () => performance.now()) {
    this.#ports = ports;
    this.#source = source;
    this.#clock = clock;
  }

  /** One look at the source, by whoever holds its feed. Never throws: one that cannot look does not vouch, and says why. */
  async round(source: Source, poll: number): Promise<Round> {
    try {
      const round = await this.#look(source, poll);
      if (round === 'superseded') this.forget();
      return round;
    } catch (error) {
      const ofSource = error instanceof SourceFailure;
      if (ofSource) this.#lookClosely();
      else this.forget();
      await this.#tell(error instanceof Error ? error.message : String(error), ofSource ? undefined : error);
      return 'blind';
    }
  }

  /** The feed is somebody else's now, or begins anew. */
  forget(): void {
    this.#seen = undefined;
  }

  /** It may be another server when it is seen next. */
  #lookClosely(): void {
    if (this.#seen) this.#seen = { ...this.#seen, pulse: undefined };
  }

  async #look(source: Source, poll: number): Promise<Round> {
    const { invalidation, warehouses } = this.#ports;
    const since = await invalidation.now(this.#source);
    const seen = (this.#seen ??= await this.#takeOver());
    const closely = seen.pulse === undefined || this.#clock() - seen.closelyAt > CLOSELY_MS;
    const before = { frame: seen.frame, tables: seen.tables, ...(seen.pulse !== undefined && !closely ? { pulse: seen.pulse } : {}) };
    const look = await warehouses.of(source).changes(before);
    if (look.outcome === 'blind') {
      this.#lookClosely();
      await this.#tell(look.why);
      return 'blind';
    }
    const kept = await this.#keep(seen, look);
    if (kept === 'superseded') return kept;
    this.#seen = { ...kept, pulse: look.pulse, closelyAt: closely || look.pulse !== seen.pulse ? this.#clock() : seen.closelyAt };
    await invalidation.vouch(this.#source, vouchMs(poll), since);
    await this.#tell('');
    return 'seen';
  }

  /** Raises in Redis whatever an earlier holder may have committed and not told. */
  async #takeOver(): Promise<Seen> {
    const { index, invalidation, ledger, log } = this.#ports;
    const present = await index.currentEpochs(this.#source, []);
    if (present.outcome === 'fenced') await unfence(this.#ports, this.#source, present);
    const record = await ledger.feed(this.#source);
    await invalidation.raise(this.#source, await ledger.epochs(this.#source));
    log.info({ source: this.#source, revision: record.revision, tables: record.tables.size, outcome: 'feed_taken' }, 'change feed taken up');
    return { ...record, pulse: undefined, closelyAt: this.#clock() };
  }

  /** The ledger first, then Redis. */
  async #keep(seen: Seen, look: FeedChanges): Promise<FeedRecord | 'superseded'> {
    if (!look.everything && look.changed.size + look.gone.length === 0) return seen;
    const { invalidation, ledger, checkpoint, meter, log } = this.#ports;
    // Asked for after the look: what begins to rest on a table from now on reads it as it is.
    const known = await invalidation.knownTables(this.#source);
    const moved = movedBy(look, seen.tables, known);
    const { frame, changed, gone } = look;
    await checkpoint('feed.found', moved.join(' '));
    const committed = await ledger.commitChanges({ source: this.#source, revision: seen.revision, frame, changed, gone, moved });
    if (committed === 'superseded') return committed;
    const tables = Object.keys(committed.epochs);
    await checkpoint('feed.committed', tables.join(' '));
    const invalidated = await invalidation.move(this.#source, committed.epochs);
    if (tables.length > 0) {
      meter.refreshed(this.#source, tables.length, invalidated);
      const told = look.everything ? { tables: tables.length } : { epochs: committed.epochs };
      log.info({ source: this.#source, ...told, everything: look.everything, invalidated, outcome: 'changed' }, 'tables changed on the source');
    }
    return { revision: committed.revision, frame, tables: withChanges(seen.tables, look) };
  }

  /** Notes how the round went; the log hears of it when the feed stops seeing and when it sees again. */
  async #tell(why: string, err?: unknown): Promise<void> {
    const { invalidation, log } = this.#ports;
    const before = this.#why ?? '';
    this.#why = why;
    const told = { source: this.#source, outcome: 'feed_blind', reason: why, ...(err !== undefined && { err }) };
    if (why !== '' && before === '') log.warn(told, 'change feed sees nothing: entries are served for their fallback time only');
    else if (why !== before && why !== '') log.debug(told, 'change feed sees nothing for another reason');
    else if (why !== before) log.info({ source: this.#source, outcome: 'feed_seeing' }, 'change feed sees again');
    await invalidation.noteFeed(this.#source, why).catch((error: unknown) => log.debug({ err: error, source: this.#source }, 'state of the change feed not noted'));
  }
}

/**
 * The tables that something may rest on and whose epochs move. A new table may stand before one of the same name in the
 * search path, so that a statement means another table from now on.
 */
function movedBy(look: FeedChanges, before: ReadonlyMap<string, string>, known: readonly string[]): string[] {
  if (look.everything) return [...known];
  const touched = new Set([...look.changed.keys(), ...look.gone]);
  const news = new Set([...look.changed.keys()].filter((table) => !before.has(table)).map(nameIn));
  return known.filter((table) => touched.has(table) || (news.size > 0 && news.has(nameIn(table))));
}

/** The name of a table without its schema, as it is written. */
function nameIn(table: string): string {
  return /^(?:"(?:[^"]|"")*"|[^."]+)\.(.*)$/s.exec(table)?.[1] ?? table;
}

function withChanges(before: ReadonlyMap<string, string>, { changed, gone }: FeedChanges): Map<string, string> {
  const after = new Map(before);
  for (const table of gone) after.delete(table);
  for (const [table, mark] of changed) after.set(table, mark);
  return after;
}
