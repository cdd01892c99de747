import { randomBytes } from 'node:crypto';
import { linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { ConfigFault } from './fault.js';

/**
 * Makes the folder of OnceQL's state. As root others may pass through it, but not look around: the Postgres of
 * `npm start` then runs as another user and has its data inside. What is kept beside it is closed by itself.
 * @throws ConfigFault
 */
export function makeHome(home: string): void {
  const mode = process.getuid?.() === 0 ? 0o711 : 0o700;
  try {
    mkdirSync(home, { recursive: true, mode });
    mkdirSync(join(home, 'results'), { recursive: true, mode: 0o700 });
  } catch (error) {
    throw new ConfigFault([`ONCEQL_HOME must be a folder that can be written, not ${JSON.stringify(home)} (${reason(error)})`]);
  }
}

/**
 * The secret of this name in the home folder, made at the first call. Of several processes that start at once one
 * makes it: a hard link appears with all its content or not at all, and is refused where there is one already.
 * @throws ConfigFault
 */
export function keptSecret(home: string, name: string, bytes: number): string {
  const file = join(home, name);
  try {
    if (!exists(file)) offer(file, randomBytes(bytes).toString('hex'));
    const text = readFileSync(file, 'utf8').trim();
    if (text.length >= 16) return text;
  } catch (error) {
    throw new ConfigFault([`ONCEQL_HOME must be a folder whose files can be read and written, not ${JSON.stringify(home)} (${reason(error)})`]);
  }
  throw new ConfigFault([`${file} is too short to be a secret: put the right one there, or remove it to have a new one made`]);
}

function offer(file: string, text: string): void {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${text}\n`, { mode: 0o600, flag: 'wx', flush: true });
  try {
    linkSync(draft, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
}

const exists = (file: string): boolean => statSync(file, { throwIfNoEntry: false }) !== undefined;

const reason = (error: unknown): string => (error instanceof Error ? error.message : String(error));
