import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { fromArchive, librariesIn } from '../service/archive.js';
import { runs } from './program.js';
import type { RedisProgram } from './program.js';

const run = promisify(execFile);

/** What the server needs beyond a plain Debian; on others its own dependencies are fetched as well. */
const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1'];

/** The server that lies in `cache`, else one unpacked there from the archive that apt knows. */
export async function fetchRedis(cache: string): Promise<{ program: RedisProgram } | { why: string }> {
  const fetched = await fromArchive(cache, {
    name: 'redis',
    packages: [async () => PACKAGES, withDependencies],
    starts: (folder) => programIn(folder) !== undefined,
  });
  if ('why' in fetched) return fetched;
  const program = programIn(fetched.folder);
  return program === undefined ? { why: 'the server from the archive does not start' } : { program };
}

async function withDependencies(options: readonly string[]): Promise<string[]> {
  const { stdout } = await run('apt-cache', [...options, 'depends', '--important', 'redis-server', 'redis-tools']);
  const named = [...stdout.matchAll(/Depends: ((?:lib|lua)[\w.+-]+)/g)].map((match) => match[1] ?? '');
  return [...new Set([...PACKAGES, ...named.filter((name) => name !== 'libc6')])];
}

function programIn(folder: string): RedisProgram | undefined {
  const command = join(folder, 'usr/bin/redis-server');
  if (!existsSync(command)) return undefined;
  const program = { command, libraries: librariesIn(folder), origin: `${command}, fetched from the system's archive` };
  return runs(program) ? program : undefined;
}
