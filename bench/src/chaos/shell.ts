import type { Violation } from './judge.js';

export const say = (line: string): void => void process.stdout.write(`${line}\n`);

/** Aborted when the process is told to end: what has been begun is judged all the same. */
export function untilTold(): AbortSignal {
  const enough = new AbortController();
  process.once('SIGINT', () => enough.abort()).once('SIGTERM', () => enough.abort());
  return enough.signal;
}

/** Prints what is asked for, or what was wrong with the asking, in place of work. */
export function explain({ help, code }: { readonly help: string; readonly code: number }): void {
  (code === 0 ? process.stdout : process.stderr).write(help);
  process.exitCode = code;
}

/** Tells what a report says, the first violations in full; the process ends with 1 if there are any, or if something never came up. */
export function tell({ violations, ...summary }: { readonly violations: readonly Violation[]; readonly missing?: readonly string[] }): void {
  for (const violation of violations.slice(0, 20)) say(`\nVIOLATION ${JSON.stringify(violation, null, 2)}`);
  const byFault: Record<string, number> = {};
  for (const { fault } of violations) byFault[fault] = (byFault[fault] ?? 0) + 1;
  say(JSON.stringify({ ...summary, violations: violations.length, by_fault: byFault }, null, 2));
  const { missing = [] } = summary;
  for (const kind of missing) say(`MISSING ${kind}: it must come up`);
  if (violations.length > 0 || missing.length > 0) process.exitCode = 1;
}
