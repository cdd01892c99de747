import { Registry, collectDefaultMetrics } from 'prom-client';
import type { Meter } from '@onceql/shared';
import { openFeedGauge } from './feed-gauge.js';
import type { FeedsView } from './feed-gauge.js';
import { openRequestTimer } from './http-requests.js';
import type { TimeRequest } from './http-requests.js';
import { openMeter } from './meter.js';
import { openQueueGauges } from './queue-gauges.js';
import type { QueueView } from './queue-gauges.js';
import { watchRedisCommands } from './redis-commands.js';

/** All that a process counts, in Prometheus's text format. */
export interface Metrics {
  readonly meter: Meter;
  readonly timeRequest: TimeRequest;
  readonly contentType: string;
  /** Looks at the queues and feeds, then answers every metric. Never waits for long on a Redis that does not answer. */
  scrape(): Promise<string>;
}

/** Begins to count: once in a process, before its first connection to Redis. */
export function openMetrics(view: QueueView & { readonly feeds?: FeedsView }): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  watchRedisCommands(registry);
  const lookAtQueues = openQueueGauges(registry, view);
  const lookAtFeeds = view.feeds && openFeedGauge(registry, view.feeds);
  return {
    meter: openMeter(registry),
    timeRequest: openRequestTimer(registry),
    contentType: registry.contentType,
    scrape: async () => {
      await Promise.all([lookAtQueues(), lookAtFeeds?.()]);
      return registry.metrics();
    },
  };
}
