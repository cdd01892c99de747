import { within } from '@onceql/shared';
import { Gauge } from 'prom-client';
import type { Registry } from 'prom-client';

/** Whether change feeds vouch for their sources just now; sources without a feed are left out. */
export type FeedsView = () => Promise<readonly { readonly source: number; readonly watched: boolean }[]>;

/** Milliseconds after which feeds that cannot be asked for are left out of a scrape. */
const PATIENCE_MS = 2_000;

/** A gauge of the whole cluster's feeds. The answer asks for them and sets it. */
export function openFeedGauge(registry: Registry, view: FeedsView): () => Promise<void> {
  const watched = new Gauge({
    name: 'onceql_feed_watched', help: '1 while the change feed vouches for the source, 0 while it does not',
    labelNames: ['source'], registers: [registry],
  });
  return async () => {
    const feeds = await within(PATIENCE_MS, view().catch(() => []), []);
    watched.reset();
    for (const { source, watched: is } of feeds) watched.set({ source }, is ? 1 : 0);
  };
}
