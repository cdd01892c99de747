import type { RunOrder } from './query.js';

/** What a run is at: waiting for a worker; parsed and looked up on its source; its rows are read and stored; made readable. */
export const PHASES = ['queued', 'analysing', 'reading', 'publishing'] as const;
export type Phase = (typeof PHASES)[number];

/** How far a run has come. Rows and bytes are those read from the source so far. */
export interface RunProgress {
  readonly phase: Phase;
  readonly rows: number | undefined;
  readonly bytes: number | undefined;
}

/** One try of a worker at a run. */
export interface RunAttempt {
  readonly order: RunOrder;
  /** 1 for the first; counts tries that ended with their worker, too. */
  readonly number: number;
  /** No further try will follow a `retry`. */
  readonly last: boolean;
  /** Aborted when this worker has to give the run back. */
  readonly signal: AbortSignal;
  /** Shows how far it has come. */
  progress(progress: RunProgress): Promise<void>;
  /** Shows who waits for the run. */
  callers(names: readonly string[]): Promise<void>;
  /** A line in the log that Bull Board shows beside the run. */
  log(line: string): Promise<void>;
}

/** What the queue has to do after an attempt. */
export type AttemptEnd =
  | { readonly then: 'complete'; readonly summary: string }
  | { readonly then: 'fail'; readonly error: string }
  /** Try again later. */
  | { readonly then: 'retry'; readonly error: string }
  /** Try again later, and do not count this try: the run was not at fault. */
  | { readonly then: 'postpone'; readonly error: string; readonly afterMs: number }
  /** Another worker should take the run, at once. */
  | { readonly then: 'hand_back' };
