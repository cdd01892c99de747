import { setTimeout as pause } from 'node:timers/promises';
import { isAlive } from './stack-file.js';
import type { Recorded } from './stack-file.js';

/** Stops processes that are no children of ours, by id, and only while they are the ones that were recorded. */
export async function reap(processes: readonly Recorded[], boundMs: number): Promise<number> {
  const alive = processes.filter(isAlive);
  for (const each of alive) signal(each, 'SIGTERM');
  const deadline = Date.now() + boundMs;
  while (alive.some(isAlive)) {
    if (Date.now() > deadline) for (const each of alive) signal(each, 'SIGKILL');
    await pause(20);
  }
  return alive.length;
}

function signal(each: Recorded, name: NodeJS.Signals): void {
  if (!isAlive(each)) return;
  try {
    process.kill(each.pid, name);
  } catch {
    // It ended in between.
  }
}
