import { setMaxListeners } from 'node:events';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { destination, pino } from 'pino';
import { loadServiceConfig, orExit, stopOnce } from '@onceql/config';
import type { ServiceConfig } from '@onceql/config';
import { claimStore, countLoads, feedStates } from '@onceql/flow';
import { migrate, openMetadata } from '@onceql/metadata';
import { RunQueues } from '@onceql/queue';
import { RenderPool, openResultStore } from '@onceql/results';
import { CacheIndex, Events, FUNCTION_POLICY, Invalidation, StatementReader, connectRedis } from '@onceql/shared';
import { listenOps, openCheckpoint, openMetrics, openTracing, opsRoutes } from '@onceql/telemetry';
import { openWarehouse, openWarehouses } from '@onceql/sources';
import { Bodies } from './caches/bodies.js';
import { AutoLimits } from './caches/auto-limits.js';
import { Identities } from './caches/identities.js';
import { Renderings } from './caches/renderings.js';
import { KnownSources } from './caches/known-sources.js';
import { Results } from './caches/results.js';
import { Tally } from './caches/tally.js';
import type { Context } from './context.js';
import { Keys } from './http/authenticate.js';
import { makeApp } from './http/app.js';
import { listen } from './http/server.js';

/** Milliseconds after which a caller is told that Redis does not answer. */
const REDIS_PATIENCE = 5_000;

/** Milliseconds in which the last spans may be sent when the process stops. */
const FLUSH_MS = 2_000;

/** Lines are written together: bytes that are worth a write, and milliseconds that a line waits for others at most. */
const LOG_WRITES = { sync: false, minLength: 4096, periodicFlush: 100 };

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

async function main(config: ServiceConfig): Promise<void> {
  // Lines are written while the process goes on; what is left of them is written as it ends.
  const log = pino({ level: config.logLevel, base: { app: 'api', pid: process.pid } }, destination(LOG_WRITES));
  const onRedisError = (error: Error): void => log.warn({ reason: error.message }, 'Redis connection in trouble');
  const reader = new StatementReader({ onDeath: (error) => log.warn({ reason: error.message }, 'the thread that reads long statements has ended') });
  await Promise.all([migrate(config.databaseUrl), reader.start(config.warmUp)]);
  const metadata = await openMetadata({ databaseUrl: config.databaseUrl, secret: config.secret, applicationName: 'onceql-api', log });
  const tracing = await openTracing(config.tracesUrl, { service: 'onceql-api', version, log });
  const metrics = openMetrics({
    sources: async () => (await sources.list()).map(({ id }) => id),
    depth: (source) => queues.depth(source),
    loads: (source) => countLoads(invalidation, source),
    feeds: () => feedStates(context.ports),
    size: (source) => index.sweep.size(source),
  });
  const redis = await connectRedis(config.redisUrl, 'onceql-api', REDIS_PATIENCE, onRedisError);
  // BullMQ adds its scripts to its client, and ioredis copies them for every batch of commands: the index is spared that.
  const queueRedis = await connectRedis(config.redisUrl, 'onceql-api-queue', REDIS_PATIENCE, onRedisError);
  const subscriber = await connectRedis(config.redisUrl, 'onceql-api-events', 'forever', onRedisError);
  const events = new Events(subscriber);
  await events.start();

  const sources = new KnownSources(metadata.sources, events);
  const invalidation = new Invalidation(redis);
  const queues = new RunQueues(queueRedis, tracing.queue);
  const results = await openResultStore(config.resultsUrl, config.resultsS3);
  const renderPool = new RenderPool({ url: config.resultsUrl, s3: config.resultsS3 });
  await claimStore({ ledger: metadata.ledger, results });
  const index = new CacheIndex(redis);
  const warehouses = openWarehouses(FUNCTION_POLICY, log);
  events.onSources(() => {
    warehouses
      .closeUnless(() => metadata.sources.list())
      .catch((error: unknown) => log.warn({ err: error }, 'warehouses of changed sources stay open'));
  });
  const draining = new AbortController();
  setMaxListeners(0, draining.signal); // everybody who waits listens
  const tally = new Tally(metrics.meter);
  const context: Context = {
    ports: {
      index, invalidation, events, ledger: metadata.ledger, sources,
      queue: queues, results, warehouses, log, meter: tally.meter, tracer: tracing.tracer, checkpoint: openCheckpoint(config.checkpointsFolder),
    },
    admin: metadata.sources,
    queues,
    redis,
    bodies: new Bodies(results, renderPool),
    renderings: new Renderings(renderPool, join(config.home, 'rendered'), config.renderedMaxBytes),
    jsonMaxBytes: config.jsonMaxBytes,
    results: new Results(metadata.ledger),
    reader,
    autoLimits: new AutoLimits(reader),
    identities: new Identities(reader),
    tally,
    trial: (source) => openWarehouse(source, FUNCTION_POLICY, log),
    draining: draining.signal,
    version,
    startedAt: new Date(),
  };
  const probe = async (): Promise<void> => {
    if (draining.signal.aborted) throw new Error('draining');
    await Promise.all([redis.ping(), metadata.ping()]);
  };
  const routes = opsRoutes({ metrics, probe });
  const ops = config.opsPort === undefined ? undefined : await listenOps(routes, config.opsPort, config.host);
  const app = makeApp(context, new Keys(config.adminKey), { routes, timeRequest: metrics.timeRequest, traceRequest: tracing.request });
  const server = await listen(app, config.port, config.host);
  log.info({ outcome: 'listening', port: server.port, host: config.host }, 'API is listening');

  const stop = async (signal: string): Promise<void> => {
    log.info({ signal, outcome: 'draining' }, 'API drains');
    draining.abort();
    await server.close(config.graceSeconds * 1000);
    await Promise.all([queues.close(), warehouses.close(), events.stop(), renderPool.close(), reader.close()]);
    for (const client of [redis, queueRedis]) client.disconnect();
    await Promise.all([metadata.close(), tracing.stop(FLUSH_MS), ops?.close()]);
    log.info({ outcome: 'stopped' }, 'API has stopped');
  };
  stopOnce(stop, config.graceSeconds);
}

const config = orExit(loadServiceConfig);
main(config).catch((error: unknown) => {
  process.stderr.write(`The API cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
