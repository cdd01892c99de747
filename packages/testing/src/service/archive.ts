import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What is to be had out of Debian's or Ubuntu's archive: unpacked into a folder of ours, so it takes no root. */
export interface Wanted {
  /** Of its folder in the cache. */
  readonly name: string;
  /** Packages, more of them each time, where those before were not enough. `options` go to apt's programs. */
  readonly packages: readonly ((options: readonly string[]) => Promise<readonly string[]>)[];
  /** Whether what lies in the folder can be started. */
  readonly starts: (folder: string) => boolean;
}

/** The folder that lies in `cache` already, else one made there from the archive that apt knows. */
export async function fromArchive(cache: string, wanted: Wanted): Promise<{ folder: string } | { why: string }> {
  const folder = join(cache, wanted.name);
  if (wanted.starts(folder)) return { folder };
  if (!existsSync('/usr/bin/apt-get') || !existsSync('/usr/bin/dpkg')) return { why: '' };
  mkdirSync(cache, { recursive: true });
  const work = mkdtempSync(join(cache, `${wanted.name}-`));
  try {
    const why = await fillFrom(work, wanted);
    if (why !== undefined) return { why };
    putInPlace(join(work, 'tree'), folder, wanted);
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
  return wanted.starts(folder) ? { folder } : { why: 'what comes from the archive does not start' };
}

/** Folders with libraries in what was unpacked. */
export const librariesIn = (folder: string): string[] => ['usr/lib', 'lib'].flatMap((lib) => foldersIn(join(folder, lib)));

/** Tries the lists that the system has, then fresh ones of our own; answers why nothing of that was enough. */
async function fillFrom(work: string, wanted: Wanted): Promise<string | undefined> {
  const own = ownLists(join(work, 'apt'));
  let why = '';
  for (const options of [[], own]) {
    try {
      if (options.length > 0) await run('apt-get', [...options, 'update'], { timeout: 120_000 });
      for (const packages of wanted.packages) {
        await unpack(work, options, await packages(options));
        if (wanted.starts(join(work, 'tree'))) return undefined;
      }
      why = 'what comes from the archive does not start';
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

async function unpack(work: string, options: readonly string[], packages: readonly string[]): Promise<void> {
  await run('apt-get', [...options, 'download', ...packages], { cwd: work, timeout: 120_000 });
  for (const file of readdirSync(work).filter((name) => name.endsWith('.deb'))) {
    await run('dpkg', ['-x', join(work, file), join(work, 'tree')]);
  }
}

const foldersIn = (folder: string): string[] =>
  existsSync(folder)
    ? readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory()).map(({ name }) => join(folder, name))
    : [];

// Another process may have been faster, or an older one that no longer starts may lie there.
function putInPlace(from: string, to: string, { starts }: Wanted): void {
  if (existsSync(to) && !starts(to)) renameSync(to, `${from}-old`);
  if (!existsSync(to)) renameSync(from, to);
}

function firstLine(error: unknown): string {
  const text = error instanceof Error && 'stderr' in error ? String(error.stderr) : String(error);
  return text.split('\n').find((line) => line.startsWith('E:')) ?? text.split('\n')[0] ?? '';
}
