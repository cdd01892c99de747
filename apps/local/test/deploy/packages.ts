import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Links every file where the file system can. npm writes its own list in place: that one has to be a copy. */
const LINK = `
  cp -al "$1" "$2" 2>/dev/null || { rm -rf "$2" && cp -a "$1" "$2"; }
  rm "$2/.package-lock.json" && cp "$1/.package-lock.json" "$2"`;

/** An installation that an image asks for: whether it leaves out what is for development, and what else it says. */
export interface Installation {
  readonly options: readonly string[];
  readonly withoutDevelopment: boolean;
}

/** Which installation a command is; undefined where it is another command. */
export function installationOf(command: string): Installation | undefined {
  const [npm, ci, ...options] = command.trim().split(/\s+/);
  return npm === 'npm' && ci === 'ci' ? { options, withoutDevelopment: options.includes('--omit=dev') } : undefined;
}

/**
 * Does what `npm ci` would in a folder, without unpacking every package once more: it fails where manifests are missing or
 * do not fit the lock, and the packages are those of the repository, which were installed by the same lock.
 * @throws Error with npm's words
 */
export async function installFrom(repository: string, { options, withoutDevelopment }: Installation, folder: string, env: NodeJS.ProcessEnv): Promise<void> {
  const at = { cwd: folder, env, maxBuffer: 2 ** 26 };
  await run('npm', ['ci', ...options, '--dry-run'], at);
  await run('/bin/sh', ['-c', LINK, 'link', join(repository, 'node_modules'), join(folder, 'node_modules')], at);
  if (!withoutDevelopment) return;
  await run('npm', ['prune', ...options], at);
  // Where a scope was pruned its folder is left.
  await run('find', ['node_modules', '-mindepth', '1', '-type', 'd', '-empty', '-delete'], at);
}
