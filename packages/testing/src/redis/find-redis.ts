import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { ServiceFault } from '../service/until-ready.js';
import { fetchRedis } from './fetch-redis.js';
import { runs } from './program.js';
import type { RedisProgram } from './program.js';

/**
 * A Redis server of this machine, else one fetched from Debian's or Ubuntu's archive into `cache`, which needs no
 * right and leaves the system alone.
 * @throws ServiceFault
 */
export async function findRedis(cache: string): Promise<RedisProgram> {
  const installed = ['redis-server', 'valkey-server'].flatMap(onPath).find(runs);
  if (installed !== undefined) return installed;
  const fetched = await fetchRedis(cache);
  if ('program' in fetched) return fetched.program;
  throw new ServiceFault(
    `No Redis found: ${installHint()}, or set REDIS_URL to one of your own${fetched.why === '' ? '' : ` (${fetched.why})`}`,
  );
}

function onPath(name: string): RedisProgram[] {
  const folders = (process.env['PATH'] ?? '/usr/local/bin:/usr/bin:/bin').split(delimiter);
  const paths = folders.filter((folder) => folder.startsWith('/')).map((folder) => join(folder, name));
  return paths.filter(isExecutable).map((path) => ({ command: path, libraries: [], origin: path }));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

const installHint = (): string =>
  process.platform === 'darwin' ? 'run `brew install redis`' : 'install redis-server or valkey-server with your package manager';
