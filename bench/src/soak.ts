import type { Violation } from './chaos/judge.js';
import { readSoakOptions } from './soak/options.js';
import { soakResults } from './soak/results/soak-results.js';
import { soak } from './soak/soak.js';

const SOAKS = { freshness: soak, results: soakResults };

const say = (line: string): void => void process.stdout.write(`${line}\n`);

function tell({ violations, ...summary }: { readonly violations: readonly Violation[]; readonly missing: readonly string[] }): void {
  for (const violation of violations.slice(0, 20)) say(`\nVIOLATION ${JSON.stringify(violation, null, 2)}`);
  const byFault: Record<string, number> = {};
  for (const { fault } of violations) byFault[fault] = (byFault[fault] ?? 0) + 1;
  say(JSON.stringify({ ...summary, violations: violations.length, by_fault: byFault }, null, 2));
  for (const kind of summary.missing) say(`MISSING ${kind}: it must come up`);
  if (violations.length > 0 || summary.missing.length > 0) process.exitCode = 1;
}

const options = readSoakOptions(process.argv.slice(2), say);
if ('help' in options) {
  (options.code === 0 ? process.stdout : process.stderr).write(options.help);
  process.exitCode = options.code;
} else {
  const enough = new AbortController();
  process.once('SIGINT', () => enough.abort()).once('SIGTERM', () => enough.abort());
  const seconds = Math.ceil(options.seconds / options.kinds.length);
  for (const kind of options.kinds) {
    if (!enough.signal.aborted) tell(await SOAKS[kind]({ ...options, seconds, enough: enough.signal }));
  }
}
