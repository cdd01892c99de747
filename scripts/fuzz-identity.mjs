// npm run fuzz -- identity: random statements and their mutants; whichever two have one key must be answered alike.
import { part, say } from './fuzz-parts.mjs';

const FILE = 'shared/test/hashing/mutation/fuzz.ts';
/** The share of all merges that is executed on the system's own Postgres, where it is another version. */
const ON_OTHER = 0.1;
const SUMS = ['statements', 'executed', 'ran', 'merges', 'rewritten', 'withRows', 'met', 'unknown', 'undetermined', 'lopsided', 'bothFail'];

const percent = (share, of) => (of === 0 ? '0 %' : `${((share * 100) / of).toFixed(1)} %`);

/** Hunts in several processes at once, each with a seed of its own. Answers 1 if there was a false merge. */
export async function fuzzIdentity({ merges, seed, processes, other }) {
  const began = Date.now();
  const parts = partsOf({ merges, seed, processes, other });
  const tallies = parts.map(() => undefined);
  const faults = [];
  say(`${merges} merges in ${parts.length} processes, seeds ${seed} to ${seed + parts.length - 1}`);
  if (!other) say('the system has no Postgres of another major version: on the embedded one alone');
  const done = () => sums(tallies).merges;
  const progress = setInterval(() => say(`${done()} of ${merges} merges, ${Math.round((done() * 1000) / (Date.now() - began))} a second`), 10_000);
  const codes = await Promise.all(parts.map(({ which, share }, at) => part(FILE, [which, seed + at, share], ({ tally, fault }) => {
    if (tally !== undefined) tallies[at] = tally;
    if (fault !== undefined) faults.push(fault);
  })));
  clearInterval(progress);
  report(tallies, Date.now() - began, seed);
  for (const fault of faults) say(`\n${fault}`);
  return codes.some((code) => code !== 0) ? 1 : 0;
}

function partsOf({ merges, processes, other }) {
  const elsewhere = other ? Math.ceil(merges * ON_OTHER) : 0;
  const share = Math.ceil((merges - elsewhere) / processes);
  const here = Array.from({ length: processes }, () => ({ which: 'embedded', share }));
  return other ? [...here, { which: 'other', share: elsewhere }] : here;
}

const sums = (tallies) => Object.fromEntries(SUMS.map((name) => [name, tallies.reduce((sum, tally) => sum + (tally?.[name] ?? 0), 0)]));

function report(tallies, ms, seed) {
  const all = sums(tallies);
  const kinds = new Set(tallies.flatMap((tally) => tally?.kinds ?? []));
  const wrong = tallies.reduce((sum, tally) => sum + (tally?.falseMerges.length ?? 0), 0);
  const unsettled = tallies.reduce((sum, tally) => sum + (tally?.unsettled.length ?? 0), 0);
  say(`${all.statements} statements; of the generated ones ${percent(all.ran, all.executed)} ran without error`);
  say(`${all.merges} merges executed in ${Math.round(ms / 1000)} s: ${all.rewritten} of them unlike to the parser, ${all.withRows} with rows, ${all.met} between statements that met by chance`);
  say(`${kinds.size} kinds of mutations kept a key; ${all.undetermined} pairs whose answers rest on the plan, ${all.unknown} too slow to tell, ${all.lopsided} that only the worker tells apart and shares neither, ${all.bothFail} that fail with different codes`);
  say(`false merges: ${wrong}, not settled: ${unsettled}, seed ${seed}`);
}
