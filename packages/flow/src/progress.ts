import type { Phase, RunAttempt, RunProgress } from '@onceql/shared';
import type { Ports } from './ports.js';

/** What takes less time than this is over before anybody could read of it. */
const TELL_EVERY_MS = 500;

/** Tells how far an attempt has come, now and then: also of the last rows before the statement comes to a halt. */
export interface Progress {
  readonly phase: (phase: Phase) => void;
  /** Rows and bytes read so far. */
  readonly count: (rows: number, bytes: number) => void;
  /** Shows beside the run what it has stored: rows, and bytes of the files. */
  readonly end: (rows: number, bytes: number) => void;
  readonly stop: () => void;
}

type ProgressPorts = Pick<Ports, 'index' | 'log'>;

export function followProgress(ports: ProgressPorts, attempt: RunAttempt, first: Phase): Progress {
  const { order } = attempt;
  let far: RunProgress = { phase: first, rows: undefined, bytes: undefined };
  let timer: NodeJS.Timeout | undefined;
  const tell = (): void => {
    timer = undefined;
    quietly(ports, attempt.progress(far), ports.index.progress(order.source, order.run, far));
  };
  const soon = (change: Partial<RunProgress>): void => {
    far = { ...far, ...change };
    timer ??= setTimeout(tell, TELL_EVERY_MS);
  };
  soon({});
  return {
    phase: (phase) => soon({ phase }),
    count: (rows, bytes) => soon({ rows, bytes }),
    end: (rows, bytes) => quietly(ports, attempt.progress({ phase: 'publishing', rows, bytes })),
    stop: () => clearTimeout(timer),
  };
}

/** The attempt is over, the run is not: it waits for the next one. */
export function tellQueued(ports: ProgressPorts, { order, progress }: RunAttempt): void {
  const far: RunProgress = { phase: 'queued', rows: undefined, bytes: undefined };
  quietly(ports, progress(far), ports.index.progress(order.source, order.run, far));
}

/** What cannot be told is no reason to fail. */
function quietly({ log }: ProgressPorts, ...telling: Promise<void>[]): void {
  Promise.all(telling).catch((error: unknown) => log.debug({ err: error }, 'progress not told'));
}
