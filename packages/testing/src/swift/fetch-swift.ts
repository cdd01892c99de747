import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { fromArchive, librariesIn } from '../service/archive.js';

const run = promisify(execFile);

/** Debian's own: the modules are made for it. */
export const PYTHON = '/usr/bin/python3';
const PACKAGES = ['python3-swift', 'python3-lxml', 'python3-requests', 'python3-pastedeploy'];
const MODULES = ['swift.common.middleware.s3api.s3api', 'swift.proxy.server', 'swift.obj.server', 'swift.container.server', 'swift.account.server'];

/** The environment in which Python finds OpenStack Swift. */
export async function findSwift(cache: string): Promise<{ env: NodeJS.ProcessEnv } | { why: string }> {
  if (!existsSync(PYTHON)) return { why: `${PYTHON} is not there` };
  const fetched = await fromArchive(cache, { name: 'swift', packages: [missing], starts: (folder) => imports(environmentIn(folder)) });
  if ('folder' in fetched) return { env: environmentIn(fetched.folder) };
  return { why: fetched.why === '' ? 'OpenStack Swift comes from Debian or Ubuntu, and this is neither' : fetched.why };
}

/** What apt would install, without what the system has. An ordinary user may ask. */
async function missing(options: readonly string[]): Promise<string[]> {
  const { stdout } = await run('apt-get', [...options, '-s', '--no-install-recommends', 'install', ...PACKAGES]);
  return [...stdout.matchAll(/^Inst (\S+)/gm)].map((match) => match[1] ?? '');
}

function environmentIn(folder: string): NodeJS.ProcessEnv {
  return {
    PATH: '/usr/bin:/bin',
    PYTHONPATH: join(folder, 'usr/lib/python3/dist-packages'),
    PYTHONWARNINGS: 'ignore',
    LD_LIBRARY_PATH: librariesIn(folder).join(delimiter),
  };
}

function imports(env: NodeJS.ProcessEnv): boolean {
  return spawnSync(PYTHON, ['-c', `import ${MODULES.join(', ')}`], { env }).status === 0;
}
