// npm run fuzz -- fidelity: random tables of every type, whose CSV and JSON have to be what the server itself copies.
import { say, sideBySide } from './fuzz-parts.mjs';

const FILE = 'sources/test/fidelity/fuzz.ts';

/** Hunts in several processes at once, each with a seed of its own. Answers 1 if there was a difference. */
export async function fuzzFidelity({ tables, seed, processes }) {
  const share = Math.ceil(tables / processes);
  say(`${tables} tables in ${processes} processes, seeds ${seed} to ${seed + processes - 1}`);
  return (await sideBySide(FILE, Array.from({ length: processes }, (_, at) => [seed + at, share]), 'tables')) ? 1 : 0;
}
