import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import { within } from '@onceql/shared';
import type { QueueDepth } from '@onceql/shared';

/** The loads of a source. */
export interface OpenLoads {
  readonly open: number;
  readonly overdueSeconds: number;
}

interface Seen {
  readonly depth: QueueDepth;
  readonly loads: OpenLoads;
  readonly size: { readonly entries: number; readonly bytes: number };
}

/** What is asked at a scrape. */
export interface QueueView {
  /** The ids of the sources there are. */
  sources(): Promise<readonly number[]>;
  depth(source: number): Promise<QueueDepth>;
  /** Open loads, and how many seconds the first of them is over its limit, 0 where none is. */
  loads(source: number): Promise<OpenLoads>;
  /** Entries of a source, and bytes of their files. */
  size(source: number): Promise<{ readonly entries: number; readonly bytes: number }>;
}

/** Milliseconds after which the queues that have not answered are left out of a scrape. */
const PATIENCE_MS = 2_000;
/** Sources that are asked at once. */
const BATCH = 50;

/**
 * Gauges of the queues and of open loads. The answer looks at them and sets the gauges; a source that fails or takes too long is left
 * out and the others are shown, as are none where the list of sources cannot be had.
 */
export function openQueueGauges(registry: Registry, view: QueueView): () => Promise<void> {
  const registers = [registry];
  const runs = new Gauge({ name: 'onceql_queue_runs', help: 'Runs in the queue, by state', labelNames: ['source', 'state'], registers });
  const oldest = new Gauge({
    name: 'onceql_queue_oldest_waiting_seconds', help: 'Age of the run that is first in line; 0 where none waits',
    labelNames: ['source'], registers,
  });
  const open = new Gauge({ name: 'onceql_loads_open', help: 'Loads that have not ended', labelNames: ['source'], registers });
  const overdue = new Gauge({
    name: 'onceql_load_overdue_seconds', help: 'How long an open load is over its limit; 0 where none is', labelNames: ['source'], registers,
  });
  const entries = new Gauge({ name: 'onceql_entries', help: 'Entries in the index, expired ones that are not swept yet included', labelNames: ['source'], registers });
  const bytes = new Gauge({ name: 'onceql_entry_bytes', help: 'Bytes of the files of these entries', labelNames: ['source'], registers });
  return async () => {
    const seen = await look(view);
    for (const gauge of [runs, oldest, open, overdue, entries, bytes]) gauge.reset();
    for (const [source, { depth: { oldestWaiting, ...states }, loads, size }] of seen) {
      for (const [state, count] of Object.entries(states)) runs.set({ source, state }, count);
      oldest.set({ source }, oldestWaiting);
      open.set({ source }, loads.open);
      overdue.set({ source }, loads.overdueSeconds);
      entries.set({ source }, size.entries);
      bytes.set({ source }, size.bytes);
    }
  };
}

async function look(view: QueueView): Promise<ReadonlyMap<number, Seen>> {
  const seen = new Map<number, Seen>();
  const deadline = Date.now() + PATIENCE_MS;
  const sources = (await inTime(PATIENCE_MS, view.sources())) ?? [];
  for (let at = 0; at < sources.length && Date.now() < deadline; at += BATCH) {
    const asked = sources.slice(at, at + BATCH).map(async (source) => {
      const all = Promise.all([view.depth(source), view.loads(source), view.size(source)]);
      const answered = await inTime(deadline - Date.now(), all);
      if (answered) seen.set(source, { depth: answered[0], loads: answered[1], size: answered[2] });
    });
    await Promise.all(asked);
  }
  return new Map(seen);
}

/** Undefined for what fails or is not there in time. */
const inTime = <T>(ms: number, answer: Promise<T>): Promise<T | undefined> => within(ms, answer.catch(() => undefined), undefined);
