import { readFileSync } from 'node:fs';

/** The kernel counts a process's time in ticks of 10 ms. */
const TICK_MS = 10;

/** Milliseconds of processor time that a process has used so far, its threads together. */
export function cpuMs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  // The name, in brackets, may hold anything; the fields after it are plain.
  const [, ...fields] = stat.slice(stat.lastIndexOf(')') + 1).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * TICK_MS;
}
