import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { runs } from './program.js';
import type { RedisProgram } from './program.js';

const run = promisify(execFile);

/** What the server needs beyond a plain Debian; on others its own dependencies are fetched as well. */
const PACKAGES = ['redis-server', 'redis-tools', 'libjemalloc2', 'liblzf1'];

/** The server that lies in `cache`, else one unpacked there from the archive that apt knows. */
export async function fetchRedis(cache: string): Promise<{ program: RedisProgram } | { why: string }> {
  const folder = join(cache, 'redis');
  const kept = programIn(folder);
  if (kept !== undefined) return { program: kept };
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg')) return { why: '' };
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, 'redis-'));
  try {
    const why = await fillFrom(work);
    if (why !== undefined) return { why };
    putInPlace(join(work, 'tree'), folder);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  const program = programIn(folder);
  return program === undefined ? { why: 'the server from the archive does not start' } : { program };
}

/** Tries the lists that the system has, then fresh ones of our own; answers why nothing of that led to a server. */
async function fillFrom(work: string): Promise<string | undefined> {
  const own = ownLists(join(work, 'apt'));
  let why = '';
  for (const options of [[], own]) {
    try {
      if (options.length > 0) await run('apt-get', [...options, 'update'], { timeout: 120_000 });
      for (const packages of [PACKAGES, await withDependencies(options)]) {
        await unpack(work, options, packages);
        if (programIn(join(work, 'tree')) !== undefined) return undefined;
      }
      why = 'the server from the archive does not start';
    } catch (error) {
      why = firstLine(error);
    }
  }
  return why;
}

// An ordinary user may not refresh the system's lists, and as root we leave them alone.
function ownLists(folder: string): string[] {
  mkdirSync(join(folder, 'lists'), { recursive: true });
  mkdirSync(join(folder, 'cache'));
  const settings = [`Dir::State::lists=${join(folder, 'lists')}`, `Dir::Cache=${join(folder, 'cache')}`, 'APT::Sandbox::User=root'];
  return settings.flatMap((setting) => ['-o', setting]);
}

async function withDependencies(options: readonly string[]): Promise<string[]> {
  const { stdout } = await run('apt-cache', [...options, 'depends', '--important', 'redis-server', 'redis-tools']);
  const named = [...stdout.matchAll(/Depends: ((?:lib|lua)[\w.+-]+)/g)].map((match) => match[1] ?? '');
  return [...new Set([...PACKAGES, ...named.filter((name) => name !== 'libc6')])];
}

async function unpack(work: string, options: readonly string[], packages: readonly string[]): Promise<void> {
  await run('apt-get', [...options, 'download', ...packages], { cwd: work, timeout: 120_000 });
  for (const file of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg', ['-x', join(work, file), join(work, 'tree')]);
  }
}

function programIn(folder: string): RedisProgram | undefined {
  const command = join(folder, 'usr/bin/redis-server');
  if (!existsSync(command)) return undefined;
  const libraries = ['usr/lib', 'lib'].flatMap((lib) => foldersIn(join(folder, lib)));
  const program = { command, libraries, origin: `${command}, fetched from the system's archive` };
  return runs(program) ? program : undefined;
}

const foldersIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))
    : [];

// Another process may have been faster, or an older server that no longer starts may lie there.
function putInPlace(from: string, to: string): void {
  if (existsSync(to) && programIn(to) === undefined) renameSync(to, `${from}-old`);
  if (!existsSync(to)) renameSync(from, to);
}

function firstLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return text.split('\n').find((line) => line.startsWith('E:')) ?? text.split('\n')[0] ?? '';
}
