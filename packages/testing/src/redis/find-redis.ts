import { programsOnPath } from '../service/on-path.js';
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

const onPath = (name: string): RedisProgram[] =>
  programsOnPath(name).map((path) => ({ command: path, libraries: [], origin: path }));

const installHint = (): string =>
  process.platform === 'darwin' ? 'run `brew install redis`' : 'install redis-server or valkey-server with your package manager';
