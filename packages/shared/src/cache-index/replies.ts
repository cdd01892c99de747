import type { Phase } from '../contracts/attempt.js';

/** A served entry. Times are milliseconds since 1970 by Redis's clock. */
export interface Hit {
  readonly outcome: 'hit';
  readonly result: number;
  readonly cachedAt: number;
  /** The job whose claim ran the statement. */
  readonly sourceJob: string;
  readonly now: number;
}

/** An entry that is served though it has expired, because the caller allows it. */
export interface Stale extends Omit<Hit, 'outcome'> {
  readonly outcome: 'stale';
  /** Why it has expired: `expired(<table>)`, `ttl`, `unwatched` or `max_age`. */
  readonly why: string;
  /** What is done to make it anew: the caller's job has `claimed` a run, another one is `under_way`, the source is `paused`,
   * or the claim `failed` to last. */
  readonly refresh: 'claimed' | 'under_way' | 'paused' | 'failed';
}

/**
 * The epochs of a source have not been restored in this server's data, so nothing can be judged by them. `history` names
 * the data that has to be restored, see `Invalidation.open`.
 */
export interface Fenced {
  readonly outcome: 'fenced';
  readonly history: string;
}

/** What became of a submission. */
export type Resolution =
  | Hit
  | Stale
  /** `enqueued` false: see to it that the run stands in the queue before you answer. */
  | { readonly outcome: 'joined'; readonly run: string; readonly sourceJob: string; readonly enqueued: boolean }
  /** `why` there was no hit. */
  | { readonly outcome: 'claimed'; readonly run: string; readonly why: string }
  /** No hit, and the source is paused: nothing was claimed. */
  | { readonly outcome: 'paused' }
  /** The caller asks for an epoch that this table has not reached: it is at `epoch`. */
  | { readonly outcome: 'ahead'; readonly table: string; readonly epoch: number }
  | Fenced
  | { readonly outcome: 'removed' };

/** What a look at the entry alone came to. */
export type Look =
  | Hit
  /** `why`: `none`, `incarnation`, `expired(<table>)`, `ttl`, `unwatched` or `max_age`. */
  | { readonly outcome: 'missed'; readonly why: string }
  | { readonly outcome: 'fenced' | 'removed' };

export type EndedState = 'published' | 'delivered' | 'failed' | 'cancelled';

/** May this attempt go on to cancel what earlier ones left, and to begin? */
export type Taking = { readonly outcome: 'taken' | 'superseded' | 'gone' } | { readonly outcome: 'ended'; readonly state: EndedState };

/** May this attempt read rows? */
export type Beginning =
  | {
      readonly outcome: 'go';
      readonly snapshotAt: number;
      readonly incarnation: string;
      readonly epochs: Readonly<Record<string, number>>;
      /** Process id on the database of the attempt before, if there was one. */
      readonly previousPid: number | undefined;
    }
  | { readonly outcome: 'ended'; readonly state: EndedState; readonly result: number | undefined }
  /** A load is open on this table; it ends at `until` at the latest, ms since 1970. */
  | { readonly outcome: 'loading'; readonly table: string; readonly until: number }
  | { readonly outcome: 'superseded' | 'gone' }
  | Fenced;

/** The present epochs of some tables, in this life of the index. */
export type PresentEpochs =
  | { readonly outcome: 'open'; readonly incarnation: string; readonly epochs: Readonly<Record<string, number>> }
  | Fenced;

/** What became of an attempt's result. */
export type Publication =
  | { readonly outcome: 'published'; readonly cachedAt: number }
  | { readonly outcome: 'delivered'; readonly reason: string }
  | { readonly outcome: 'ended'; readonly state: EndedState }
  | { readonly outcome: 'superseded' | 'undivided' | 'gone' };

export type Failing = { readonly outcome: 'failed' | 'ended' | 'superseded' | 'gone' };

export type Leaving =
  | { readonly outcome: 'left'; readonly run: string; readonly last: boolean }
  | { readonly outcome: 'ended' | 'gone' };

/** A run as the index has it. */
export interface RunView {
  readonly state: 'queued' | 'started' | EndedState;
  readonly key: string;
  readonly owner: string;
  /** Of the latest attempt that has begun or taken the run up. */
  readonly token: number | undefined;
  /** Process id on the database of an attempt whose session may be there still. */
  readonly pid: number | undefined;
  readonly result: number | undefined;
  readonly reason: string;
  readonly error: string;
  /** Milliseconds since 1970: of the last change of its state. */
  readonly changedAt: number;
  /** Rows and bytes read so far, as far as they have been told. */
  readonly rows: number | undefined;
  readonly bytes: number | undefined;
  /** What it was at when it last told. */
  readonly phase: Phase | undefined;
}

/** A job as the index has it. */
export interface JobView {
  readonly id: string;
  readonly run: string;
  readonly key: string;
  readonly caller: string;
  readonly how: 'joined' | 'claimed';
  readonly why: string;
  readonly left: boolean;
  readonly createdAt: number;
}

const ENDED: ReadonlySet<string> = new Set<EndedState>(['published', 'delivered', 'failed', 'cancelled']);

/** Whether a state is one that a run never leaves. */
export function isEnded(state: string): state is EndedState {
  return ENDED.has(state);
}

/** A reply that the command's header does not list: the Lua and this side do not belong together. */
export class UnknownReply extends Error {
  override readonly name = 'UnknownReply';
  constructor(command: string, reply: readonly unknown[]) {
    super(`the index answered ${command} with ${JSON.stringify(reply)}`);
  }
}
