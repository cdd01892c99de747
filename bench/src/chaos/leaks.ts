import type { Violation } from './judge.js';

/** What one process holds. */
export interface Holding {
  /** After a garbage collection, in bytes. */
  readonly heapUsed: number;
  readonly rss: number;
  /** File descriptors that are no sockets: files, pipes, timers; copies of rendered results, which are kept open, are left out. */
  readonly files: number;
  readonly sockets: number;
  readonly threads: number;
}

export interface Holdings {
  readonly processes: Readonly<Record<string, Holding>>;
  /** Redis connections by client name. */
  readonly redis: Readonly<Record<string, number>>;
  /** Postgres sessions by application name. */
  readonly postgres: Readonly<Record<string, number>>;
  /** Results in the ledger: an API process remembers their records. */
  readonly results: number;
}

const MB = 1024 * 1024;

/**
 * By how much a process may hold more than after its warm-up.
 * - heap: 10 MB for compiled code and the like, and 4 kB for each result since, which an API process remembers
 *   (up to 32 MB of records by its own bound);
 * - memory: the heap's share again for fragments, 64 MB of rendered bodies, 32 MB of what the allocator keeps;
 * - files: none but one that is being opened at the moment of the look;
 * - sockets: the pools' maxima (ledger 10, warehouse 5 + 2 + 2), for their connections stay open for up to a minute;
 * - threads: those that start with the first work of their kind, to render and to read long statements.
 */
export function boundsOf(before: Holding, resultsSince: number): Holding {
  const heap = 10 * MB + Math.min(32 * MB, Math.max(0, resultsSince) * 4096);
  return {
    heapUsed: before.heapUsed + heap,
    rss: before.rss + 2 * heap + 96 * MB,
    files: before.files + 1,
    sockets: before.sockets + 19,
    threads: before.threads + 5,
  };
}

/** Sessions that the pools may hold more of: those of one process to the ledger and to the warehouse. */
const POOL = { 'onceql-api': 10, 'onceql-worker': 10, onceql: 9 } as const;

/** What is held at the end beyond what is allowed after the beginning. */
export function judgeLeaks(before: Holdings, after: Holdings): Violation[] {
  const found: string[] = [];
  for (const [name, held] of Object.entries(after.processes)) {
    const first = before.processes[name];
    if (!first) continue;
    const bounds = boundsOf(first, after.results - before.results);
    for (const what of ['heapUsed', 'rss', 'files', 'sockets', 'threads'] as const) {
      if (held[what] > bounds[what]) found.push(`${name} holds ${held[what]} of ${what}, where ${first[what]} were held after the warm-up and ${bounds[what]} are allowed`);
    }
  }
  // Every process has its fixed connections to Redis.
  for (const [name, count] of Object.entries(after.redis)) {
    if (count > (before.redis[name] ?? 0)) found.push(`${count} Redis connections named ${name}, ${before.redis[name] ?? 0} before`);
  }
  for (const [name, count] of Object.entries(after.postgres)) {
    const room = 4 * (POOL[name as keyof typeof POOL] ?? 0);
    if (count > (before.postgres[name] ?? 0) + room) found.push(`${count} Postgres sessions named ${name}, ${before.postgres[name] ?? 0} before`);
  }
  return found.map((details) => ({ fault: 'leak', details, evidence: { before, after } }));
}
