import type { Config } from '@onceql/config';
import { ServiceFault } from '@onceql/testing';
import { ApiClient } from './api-client.js';
import type { Assembly } from './assembly.js';
import { keptIn } from './kept.js';
import type { Kept } from './kept.js';
import { lockHome } from './lock/lock.js';
import { demandPort, opsPorts } from './ports.js';
import { environmentFor, startProgram, startUntil } from './program.js';
import { registerSample } from './register.js';
import type { Teller } from './say.js';
import { localPostgres, localRedis } from './services.js';
import { freshLogs } from './supervise/logs.js';
import { METADATA, SAMPLE, makeDatabases, urlFor } from './warehouse/databases.js';
import { isLoaded, loadWarehouse } from './warehouse/load.js';

/** The programs of a stack: files that Node runs. */
export interface Entries {
  readonly api: string;
  readonly worker: string;
}

export interface StackOrder {
  readonly config: Config;
  readonly entries: Entries;
  /** What API and workers get beside what the stack tells them. */
  readonly env: NodeJS.ProcessEnv;
}

export interface Started {
  readonly url: string;
  readonly logs: string;
  /** The id of the sample warehouse; undefined where there is none. */
  readonly source: number | undefined;
}

/**
 * Starts everything, step by step, and puts it into `assembly`, which has to be stopped whatever comes of it.
 * @throws Trouble or ServiceFault, whose message says what is wrong and what to do
 */
export async function startStack(
  { config, entries, env }: StackOrder,
  assembly: Assembly,
  teller: Teller,
  signal: AbortSignal,
): Promise<Started> {
  const url = urlOf(config);
  const onLeft = (count: number): void => teller.line(`✓ stopped ${count} processes that a killed OnceQL had left behind`);
  const file = await lockHome(config.home, { url, adminKey: config.adminKey }, onLeft);
  assembly.hold(file);
  await demandPort(config.port, config.host);
  const ops = await opsPorts(config);
  const kept = await keptIn(config.home);
  const workers = Array.from({ length: config.workers }, (_, index) => `worker ${index + 1}`);
  const logs = freshLogs(config.home, ['Redis', 'Postgres', 'API', ...workers]);

  const redisUrl = config.redisUrl ?? (await redis(config, kept, logs.of('Redis'), assembly, teller));
  signal.throwIfAborted();
  const databases = await postgres(config, kept, logs.of('Postgres'), assembly, teller);
  signal.throwIfAborted();
  const envAt = (place: number): NodeJS.ProcessEnv => environmentFor(env, config, { redisUrl, databaseUrl: databases.metadata, opsPort: ops[place] });
  const client = new ApiClient(url, config.adminKey);
  await teller.step('starting the API', 'started the API', () =>
    assembly.keep('program', 'API', () => {
      const order = { name: 'The API', entry: entries.api, env: envAt(0), log: logs.of('API') };
      return startUntil(order, () => client.isReady(), signal);
    }),
  );
  const crew = workers.length === 1 ? '1 worker' : `${workers.length} workers`;
  await teller.step(`starting ${crew}`, `started ${crew}`, async () => {
    for (const [index, name] of workers.entries()) {
      const order = { name, entry: entries.worker, env: envAt(index + 1), log: logs.of(name) };
      await assembly.keep('program', name, () => startProgram(order));
    }
  });
  const source = databases.owner === undefined ? undefined : await registerSample(client, kept);
  if (databases.owner !== undefined && source !== undefined) file.tell({ warehouse: { url: databases.owner, source } });
  return { url, logs: logs.folder, source };
}

function urlOf({ host, port }: Config): string {
  if (host === '0.0.0.0' || host === '::') return `http://127.0.0.1:${port}`;
  return `http://${host.includes(':') ? `[${host}]` : host}:${port}`;
}

async function redis(config: Config, kept: Kept, log: string, assembly: Assembly, teller: Teller): Promise<string> {
  return teller.step('starting Redis', 'started Redis', async () => {
    const { url } = await assembly.keep('service', 'Redis', await localRedis(config, kept, log));
    return url;
  });
}

interface Databases {
  /** OnceQL's own records. */
  readonly metadata: string;
  /** The sample warehouse as its owner. */
  readonly owner?: string;
}

async function postgres(config: Config, kept: Kept, log: string, assembly: Assembly, teller: Teller): Promise<Databases> {
  try {
    const { url, folder } = await teller.step('starting Postgres', 'started Postgres', async () =>
      assembly.keep('service', 'Postgres', await localPostgres(config, kept, log)),
    );
    if (!folder.startsWith(config.home)) teller.line(`  its data are in ${folder}: it runs as another user, who cannot enter ${config.home}`);
    await makeDatabases(url, kept);
    const owner = urlFor(url, SAMPLE.owner, kept.ownerPassword, SAMPLE.database);
    if (!(await isLoaded(owner))) {
      await teller.step('loading the sample warehouse', 'loaded the sample warehouse', () => loadWarehouse(owner));
    }
    return { metadata: config.databaseUrl ?? urlFor(url, METADATA.user, kept.metadataPassword, METADATA.database), owner };
  } catch (error) {
    if (!(error instanceof ServiceFault) || config.databaseUrl === undefined) throw error;
    teller.line(`  no sample warehouse: ${error.message}`);
    return { metadata: config.databaseUrl };
  }
}
