import { createRequire } from 'node:module';
import { hostname } from 'node:os';
import { destination, pino } from 'pino';
import { loadServiceConfig, orExit, stopOnce } from '@onceql/config';
import type { ServiceConfig } from '@onceql/config';
import { claimStore, countLoads, endLostRuns, feedStates, reconcile, reconcileFiles, runAttempt, sweep } from '@onceql/flow';
import type { Ports } from '@onceql/flow';
import { migrate, openMetadata } from '@onceql/metadata';
import { Maintenance, RunQueues } from '@onceql/queue';
import { openResultStore } from '@onceql/results';
import { CacheIndex, Events, FUNCTION_POLICY, Invalidation, connectRedis, takeSourceTurn, takeTurn } from '@onceql/shared';
import { listenOps, openCheckpoint, openMetrics, openTracing, opsRoutes } from '@onceql/telemetry';
import { openWarehouses } from '@onceql/sources';
import { Consumers } from './consumers.js';
import { Every } from './every.js';
import { Feeds } from './feeds.js';
import { PerSource } from './per-source.js';

const RECONCILE_MS = 2_000;
const LOST_RUNS_MS = 10_000;
/** How long a reconcile that waits for its Redis node holds up the end of the process. */
const SETTLE_MS = 1_000;
/** The list of sources is told over pub/sub; this is for messages that were missed. */
const FOLLOW_MS = 10_000;
/** Milliseconds in which the last spans may be sent when the process stops. */
const FLUSH_MS = 2_000;

const { version } = createRequire(import.meta.url)('../package.json') as { version: string };

async function main(config: ServiceConfig): Promise<void> {
  // Lines are written while the process goes on; what is left of them is written as it ends.
  const log = pino({ level: config.logLevel, base: { app: 'worker', pid: process.pid } }, destination({ sync: false }));
  const onRedisError = (error: Error): void => log.warn({ reason: error.message }, 'Redis connection in trouble');
  await migrate(config.databaseUrl);
  const metadata = await openMetadata({ databaseUrl: config.databaseUrl, secret: config.secret, applicationName: 'onceql-worker', log });
  const tracing = await openTracing(config.tracesUrl, { service: 'onceql-worker', version, log });
  const metrics = openMetrics({
    sources: async () => (await metadata.sources.list()).map(({ id }) => id),
    depth: (source) => queues.depth(source),
    loads: (source) => countLoads(invalidation, source),
    feeds: () => feedStates(ports),
    size: (source) => ports.index.sweep.size(source),
  });
  const redis = await connectRedis(config.redisUrl, 'onceql-worker', 'forever', onRedisError);
  // BullMQ adds its scripts to its client, and ioredis copies them for every batch of commands: the index is spared that.
  const queueRedis = await connectRedis(config.redisUrl, 'onceql-worker-queue', 'forever', onRedisError);
  const subscriber = await connectRedis(config.redisUrl, 'onceql-worker-events', 'forever', onRedisError);
  const events = new Events(subscriber);
  await events.start();

  const invalidation = new Invalidation(redis);
  const queues = new RunQueues(queueRedis, tracing.queue);
  const results = await openResultStore(config.resultsUrl, config.resultsS3);
  const clean = async (): Promise<void> => {
    const left = await results.cleanTemporary();
    if (left > 0) log.info({ files: left, outcome: 'cleaned' }, 'removed what writers that died had left behind');
  };
  const warehouses = openWarehouses(FUNCTION_POLICY, log);
  const ports: Ports = {
    index: new CacheIndex(redis), invalidation, events, ledger: metadata.ledger,
    sources: metadata.sources, queue: queues, results, warehouses, log,
    meter: metrics.meter, tracer: tracing.tracer, checkpoint: openCheckpoint(config.checkpointsFolder),
  };
  await claimStore(ports);
  await clean();
  const consumers = new Consumers({ redis: queueRedis, queues, sources: metadata.sources, handler: (attempt) => runAttempt(ports, attempt), log, telemetry: tracing.queue });
  const probe = async (): Promise<void> => {
    if (!consumers.areConsuming) throw new Error('no runs are taken: it starts or drains, or its queues cannot be reached');
    await Promise.all([redis.ping(), metadata.ping()]);
  };
  const ops = config.opsPort === undefined ? undefined : await listenOps(opsRoutes({ metrics, probe }), config.opsPort, config.host);
  const feeds = new Feeds(redis, ports);
  const follow = async (): Promise<void> => {
    await consumers.follow();
    feeds.follow(await metadata.sources.list());
    await warehouses.closeUnless(() => metadata.sources.list());
    await queues.closeUnless(() => metadata.sources.list());
  };
  const report = (what: string) => (error: unknown) => log.error({ err: error }, what);
  events.onSources(() => void follow().catch(report('sources not followed')));
  const sweepMs = config.sweepSeconds * 1000;
  const reconciling = new PerSource((error, source) => log.error({ err: error, source }, 'source not reconciled'));
  const reconcileInTurn = async (source: number): Promise<void> => {
    if (await takeSourceTurn(redis, source, 'reconcile', RECONCILE_MS)) await reconcile(ports, source);
  };
  const graceSeconds = config.resultGraceSeconds;
  const maintenance = new Maintenance(queueRedis, {
    sweep: { everyMs: sweepMs, work: async (stop) => JSON.stringify(await sweep(ports, { graceSeconds, stop })) },
    'reconcile-files': {
      everyMs: config.reconcileFilesSeconds * 1000,
      work: async (stop) => JSON.stringify(await reconcileFiles(ports, { stop })),
    },
  }, (error, chore) => log.error({ err: error, chore }, 'maintenance in trouble'));
  const repeated = [
    new Every(FOLLOW_MS, follow, report('sources not followed')),
    new Every(RECONCILE_MS, async () => {
      for (const { id } of await metadata.sources.list()) reconciling.begin(id, () => reconcileInTurn(id));
    }, report('reconcile failed')),
    new Every(LOST_RUNS_MS, async () => {
      if (await takeTurn(redis, 'lost-runs', LOST_RUNS_MS)) await endLostRuns(ports);
    }, report('lost runs not ended')),
    new Every(FOLLOW_MS, () => maintenance.keep(), report('chores not planned')),
    new Every(sweepMs, async () => {
      // Whether a writer lives can be told on its own machine only.
      if (await takeTurn(redis, `clean:${hostname()}`, sweepMs)) await clean();
    }, report('not cleaned')),
  ];
  await follow();
  // Its Redis node may be down; runs do not wait for it.
  void maintenance.start().catch(report('chores not planned'));
  for (const every of repeated) every.start();
  feeds.start();
  log.info({ outcome: 'working' }, 'worker takes runs');

  stopOnce(async (signal) => {
    log.info({ signal, outcome: 'draining' }, 'worker finishes its runs or hands them back');
    await Promise.all([
      maintenance.close(config.graceSeconds * 1000), consumers.close(config.graceSeconds * 1000),
      ...repeated.map((every) => every.stop()), feeds.stop(SETTLE_MS),
    ]);
    await reconciling.settled(SETTLE_MS);
    await Promise.all([queues.close(), warehouses.close(), events.stop()]);
    for (const client of [redis, queueRedis]) client.disconnect();
    await Promise.all([metadata.close(), tracing.stop(FLUSH_MS), ops?.close()]);
    log.info({ outcome: 'stopped' }, 'worker has stopped');
  }, config.graceSeconds);
}

const config = orExit(loadServiceConfig);
main(config).catch((error: unknown) => {
  process.stderr.write(`The worker cannot start: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
