import { execFile, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { promisify } from 'node:util';
import { programsOnPath } from '../service/on-path.js';

const run = promisify(execFile);

/** A browser of this machine, or why there is none. */
export type FoundChromium = { readonly path: string } | { readonly why: string };

const NAMES = ['chromium', 'chromium-browser', 'google-chrome'];

/** Starts it for itself, for a page that has nothing but our own server to talk to. */
export const CHROMIUM_ARGUMENTS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run',
  '--disable-background-networking', '--disable-component-update', '--disable-sync',
];

/**
 * A Chromium of this machine. Where there is none, and this is root on a system with apt, the package is installed:
 * unlike a Redis, it is too much to be unpacked beside the system. Two test files that do so wait for each other.
 */
export async function findChromium(): Promise<FoundChromium> {
  return installed() ?? (await install());
}

function installed(): FoundChromium | undefined {
  const path = NAMES.flatMap(programsOnPath).find(starts);
  return path === undefined ? undefined : { path };
}

/** A stub that only says how to install the browser ends with an error. */
const starts = (path: string): boolean => spawnSync(path, ['--version'], { timeout: 60_000 }).status === 0;

async function install(): Promise<FoundChromium> {
  if (process.getuid?.() !== 0 || !existsSync('/usr/bin/apt-get')) return { why: 'no Chromium here: install the package chromium' };
  const begun = Date.now();
  process.stderr.write('… installing Chromium for the tests of the page\n');
  try {
    await aptGet('install').catch(() => aptGet('update').then(() => aptGet('install')));
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error);
    return { why: `no Chromium here, and apt-get cannot install it: ${text.split('\n').find((line) => line.startsWith('E:')) ?? text.split('\n')[0] ?? ''}` };
  }
  process.stderr.write(`✓ installed Chromium ${((Date.now() - begun) / 1000).toFixed(1)} s\n`);
  return installed() ?? { why: 'no Chromium here: the package chromium is installed and does not start' };
}

async function aptGet(what: 'install' | 'update'): Promise<void> {
  const packages = what === 'install' ? ['-y', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'] : [];
  const options = ['-qq', '-o', 'DPkg::Lock::Timeout=300', '-o', 'APT::Get::Lock::Timeout=300'];
  await run('apt-get', [...options, what, ...packages], { timeout: 600_000, maxBuffer: 1 << 26, env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' } });
}
