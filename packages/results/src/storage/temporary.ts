import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import { errorCode } from './failure.js';

/**
 * Names of files that are being written: `.tmp-<machine>-<pid>-<start>-<final name>`. They tell any other process
 * whether the writer still lives, without a lock and without a word between the two.
 *
 * A pid means something only within its kernel and pid namespace, so `machine` stands for both; `start` is the
 * process's start time in ticks, so that a later process with the same pid is not taken for the writer. A writer
 * elsewhere (another host of a shared folder, another container, the same one before a restart) cannot be asked: while it
 * lives it touches its file each minute, and one that was not touched for ten is left behind.
 */
export interface WriterMark {
  readonly machine: string;
  readonly pid: number;
  readonly start: string;
}

const PREFIX = '.tmp-';
const NAME = /^\.tmp-([0-9a-f]{12})-(\d{1,10})-(\d{1,20})-/;
/** Long beside the minute in which a living writer touches its file. */
const FOREIGN_AGE_MS = 10 * 60_000;

export const thisWriter: WriterMark = { machine: machineId(), pid: process.pid, start: startOf('self') ?? '0' };

export function temporaryName(finalName: string, writer: WriterMark = thisWriter): string {
  return `${PREFIX}${writer.machine}-${writer.pid}-${writer.start}-${finalName}`;
}

/** What a temporary file's name was made of. */
export const finalNameOf = (name: string): string => name.replace(NAME, '');

export function isTemporary(name: string): boolean {
  return name.startsWith(PREFIX);
}

/**
 * Whether the writer of a file is dead; undefined where the name is none of ours.
 * @param untouchedMs how long ago the file was touched, by the storage's clock; asked of a writer elsewhere only
 */
export async function isLeftBehind(name: string, untouchedMs: () => Promise<number>): Promise<boolean | undefined> {
  const [, machine, pid, start] = NAME.exec(name) ?? [];
  if (machine === undefined) return undefined;
  if (machine !== thisWriter.machine) return (await untouchedMs()) > FOREIGN_AGE_MS;
  return !lives(Number(pid), start);
}

function lives(pid: number, start: string | undefined): boolean {
  if (existsSync('/proc/self/stat')) return startOf(pid) === start;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errorCode(error) === 'EPERM';
  }
}

/** Undefined: no such process, or it is dead and only waits to be reaped. */
function startOf(pid: number | 'self'): string | undefined {
  const stat = readOrUndefined(() => readFileSync(`/proc/${pid}/stat`, 'latin1'));
  // The second field is the command in brackets and may hold anything.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ');
  return fields?.[0] === 'Z' || fields?.[0] === 'X' ? undefined : fields?.[19];
}

function machineId(): string {
  const kernel = readOrUndefined(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1'));
  const namespace = readOrUndefined(() => readlinkSync('/proc/self/ns/pid'));
  return createHash('sha256').update(JSON.stringify([hostname(), kernel, namespace])).digest('hex').slice(0, 12);
}

function readOrUndefined(read: () => string): string | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
