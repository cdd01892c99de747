import { readFileSync, readdirSync, readlinkSync } from 'node:fs';

/** One TCP socket of this machine, as /proc/net/tcp lists it. */
export interface Socket {
  readonly localPort: number;
  readonly remotePort: number;
  readonly listening: boolean;
}

/** The process that has a socket of this kind; undefined where it cannot be told, or not on this system. */
export function ownerOf(matches: (socket: Socket) => boolean): number | undefined {
  const inodes = new Set(['/proc/net/tcp', '/proc/net/tcp6'].flatMap((table) => inodesIn(table, matches)));
  return inodes.size === 0 ? undefined : processes().find((pid) => hasOneOf(pid, inodes));
}

/** The name of a process's program. */
export function programOf(pid: number): string {
  return attempt(() => readFileSync(`/proc/${pid}/comm`, 'utf8').trim()) ?? 'unknown';
}

function inodesIn(table: string, matches: (socket: Socket) => boolean): string[] {
  const lines = attempt(() => readFileSync(table, 'utf8').trim().split('\n').slice(1)) ?? [];
  return lines.flatMap((line) => {
    const [, local, remote, state, , , , , , inode] = line.trim().split(/\s+/);
    if (local === undefined || remote === undefined || inode === undefined) return [];
    const socket = { localPort: portIn(local), remotePort: portIn(remote), listening: state === '0A' };
    return matches(socket) && inode !== '0' ? [`socket:[${inode}]`] : [];
  });
}

const portIn = (address: string): number => Number.parseInt(address.split(':')[1] ?? '', 16);

const processes = (): number[] => (attempt(() => readdirSync('/proc')) ?? []).map(Number).filter(Number.isInteger);

function hasOneOf(pid: number, inodes: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  const files = attempt(() => readdirSync(folder)) ?? [];
  return files.some((file) => inodes.has(attempt(() => readlinkSync(`${folder}/${file}`)) ?? ''));
}

// Processes come and go while one looks, and those of others are closed to us.
function attempt<T>(look: () => T): T | undefined {
  try {
    return look();
  } catch {
    return undefined;
  }
}
