import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';
import type { QueueDepth } from '@onceql/shared';
import { within } from './within.js';

/** What is asked at a scrape. */
export interface QueueView {
  /** The ids of the sources there are. */
  sources(): Promise<readonly number[]>;
  depth(source: number): Promise<QueueDepth>;
}

/** Milliseconds after which the queues that have not answered are left out of a scrape. */
const PATIENCE_MS = 2_000;
/** Sources that are asked at once. */
const BATCH = 50;

/**
 * Gauges of the queues. The answer looks at the queues and sets them; a source that fails or takes too long is left
 * out and the others are shown, as are none where the list of sources cannot be had.
 */
export function openQueueGauges(registry: Registry, view: QueueView): () => Promise<void> {
  const registers = [registry];
  const runs = new Gauge({ name: 'onceql_queue_runs', help: 'Runs in the queue, by state', labelNames: ['source', 'state'], registers });
  const oldest = new Gauge({
    name: 'onceql_queue_oldest_waiting_seconds', help: 'Age of the run that is first in line; 0 where none waits',
    labelNames: ['source'], registers,
  });
  return async () => {
    const depths = await look(view);
    runs.reset();
    oldest.reset();
    for (const [source, { oldestWaiting, ...states }] of depths) {
      for (const [state, count] of Object.entries(states)) runs.set({ source, state }, count);
      oldest.set({ source }, oldestWaiting);
    }
  };
}

async function look(view: QueueView): Promise<ReadonlyMap<number, QueueDepth>> {
  const depths = new Map<number, QueueDepth>();
  const deadline = Date.now() + PATIENCE_MS;
  const sources = (await inTime(PATIENCE_MS, view.sources())) ?? [];
  for (let at = 0; at < sources.length && Date.now() < deadline; at += BATCH) {
    const asked = sources.slice(at, at + BATCH).map(async (source) => {
      const depth = await inTime(deadline - Date.now(), view.depth(source));
      if (depth) depths.set(source, depth);
    });
    await Promise.all(asked);
  }
  return new Map(depths);
}

/** Undefined for what fails or is not there in time. */
const inTime = <T>(ms: number, answer: Promise<T>): Promise<T | undefined> => within(ms, answer.catch(() => undefined), undefined);
