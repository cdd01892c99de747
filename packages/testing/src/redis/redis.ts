import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { withPort } from '../service/free-port.js';
import { startService } from '../service/service.js';
import type { Service } from '../service/service.js';
import { untilReady } from '../service/until-ready.js';
import { cacheFolder } from '../cache-folder.js';
import { findRedis } from './find-redis.js';
import { isServing } from './is-serving.js';
import { environmentOf } from './program.js';
import type { RedisProgram } from './program.js';

export interface RedisOptions {
  /** Where its files lie; without it, a temporary folder that `stop` removes. */
  readonly dir?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Keep what is written, across restarts. Default false. */
  readonly appendonly?: boolean;
  readonly password?: string;
  /** Where its output goes. Default: `redis.log` in `dir`. */
  readonly log?: string;
  /** Where a fetched server is kept. */
  readonly cache?: string;
  /** Further lines of its configuration. */
  readonly settings?: readonly string[];
}

export interface RunningRedis extends Service {
  readonly url: string;
  readonly port: number;
}

/**
 * Starts a real Redis on 127.0.0.1 that evicts nothing.
 * @throws ServiceFault if there is none to be had, or it does not start.
 */
export async function startRedis(options: RedisOptions = {}): Promise<RunningRedis> {
  const program = await findRedis(options.cache ?? cacheFolder());
  const dir = options.dir ?? mkdtempSync(join(tmpdir(), 'onceql-redis-'));
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const forget = (): void => {
    if (options.dir === undefined) rmSync(dir, { recursive: true, force: true });
  };
  try {
    const running = await withPort(options.port, (port) => startIn(dir, port, program, options));
    return { ...running, stop: (boundMs) => running.stop(boundMs).then(forget) };
  } catch (error) {
    forget();
    throw error;
  }
}

async function startIn(dir: string, port: number, program: RedisProgram, options: RedisOptions): Promise<RunningRedis> {
  const log = options.log ?? join(dir, 'redis.log');
  const settings = join(dir, 'redis.conf');
  writeFileSync(settings, settingsFor(dir, port, options), { mode: 0o600 });
  const env = environmentOf(program);
  const service = startService({ command: program.command, args: [settings], env, log, endSignal: 'SIGTERM' });
  await untilReady('Redis', service, log, () => isServing(port, options.password, service.pid));
  const secret = options.password === undefined ? '' : `:${encodeURIComponent(options.password)}@`;
  return { ...service, port, url: `redis://${secret}127.0.0.1:${port}` };
}

// A file, because arguments can be read by everybody on the machine.
function settingsFor(dir: string, port: number, { appendonly, password, settings = [] }: RedisOptions): string {
  const lines = [
    'bind 127.0.0.1',
    `port ${port}`,
    'daemonize no',
    `dir ${JSON.stringify(dir)}`,
    'save ""',
    `appendonly ${appendonly === true ? 'yes' : 'no'}`,
    'appendfsync everysec',
    'maxmemory-policy noeviction',
    'repl-diskless-sync-delay 0', // a replica is to be had at once
    ...(password === undefined ? [] : [`requirepass ${JSON.stringify(password)}`, `masterauth ${JSON.stringify(password)}`]),
    ...settings,
  ];
  return `${lines.join('\n')}\n`;
}
