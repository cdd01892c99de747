// npm run fuzz -- fidelity: random tables of every type, whose CSV and JSON have to be what the server itself copies.
import { endAll, part, say } from './fuzz-parts.mjs';

const FILE = 'sources/test/fidelity/fuzz.ts';

/** Hunts in several processes at once, each with a seed of its own. Answers 1 if there was a difference. */
export async function fuzzFidelity({ tables, seed, processes }) {
  const began = Date.now();
  const share = Math.ceil(tables / processes);
  const done = new Array(processes).fill(0);
  let fault;
  say(`${tables} tables in ${processes} processes, seeds ${seed} to ${seed + processes - 1}`);
  const speed = () => {
    const all = done.reduce((sum, each) => sum + each, 0);
    return `${all} tables, ${Math.round((all * 1000) / (Date.now() - began))} a second`;
  };
  const progress = setInterval(() => say(speed()), 10_000);
  const codes = await Promise.all(done.map((_, at) => part(FILE, [seed + at, share], (message) => {
    if (message.done !== undefined) done[at] = message.done;
    if (message.fault === undefined) return;
    fault ??= message.fault;
    endAll();
  })));
  clearInterval(progress);
  say(speed());
  if (fault !== undefined) say(`\n${fault}`);
  return fault !== undefined || codes.some((code) => code !== 0) ? 1 : 0;
}
