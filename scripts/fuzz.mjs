// npm run fuzz: random schedules of the whole protocol, or random statements or tables, on all cores. --help says more.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { fuzzFidelity } from './fuzz-fidelity.mjs';
import { fuzzIdentity } from './fuzz-identity.mjs';
import { newSeed, number, part, say, sideBySide } from './fuzz-parts.mjs';
import { fail, setUp } from './set-up.mjs';
import { Trouble } from './steps.mjs';

const MODEL = 'shared/test/cache-index/model';
const KINDS = ['index', 'identity', 'fidelity'];
const HELP = `npm run fuzz [-- index]       random schedules of all that can happen to a query
  --schedules N  default 20000
  --steps N      of each, default 60
  --mutants      commands with a defect instead: each has to be found
npm run fuzz -- identity      random statements and their mutants: those of one key must be answered alike
  --merges N     default 20000
npm run fuzz -- fidelity      random tables of every type: their CSV and JSON must be what the server itself copies
  --tables N     default 2000
all
  --seed N       the same ones once more
  --processes N  default: one for each core`;

function options() {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      schedules: { type: 'string', default: '20000' }, seed: { type: 'string' }, steps: { type: 'string', default: '60' },
      processes: { type: 'string', default: String(availableParallelism()) }, mutants: { type: 'boolean', default: false },
      merges: { type: 'string', default: '20000' }, tables: { type: 'string', default: '2000' }, help: { type: 'boolean', default: false },
    },
  });
  const [kind = 'index', ...more] = positionals;
  if (!KINDS.includes(kind) || more.length > 0) throw new Trouble(`npm run fuzz knows ${KINDS.join(', ')}, not ${positionals.join(' ')}\n\n${HELP}`);
  return {
    kind,
    help: values.help,
    schedules: number('schedules', values.schedules),
    seed: number('seed', values.seed ?? newSeed()),
    steps: number('steps', values.steps),
    processes: Math.max(1, number('processes', values.processes)),
    mutants: values.mutants,
    merges: number('merges', values.merges),
    tables: number('tables', values.tables),
  };
}

/** Plays parts of the schedules side by side. Answers 1 if there was a fault. */
async function fuzz({ schedules, seed, steps, processes }) {
  const share = Math.ceil(schedules / processes);
  const seen = {};
  say(`${schedules} schedules of ${steps} steps in ${processes} processes, seed ${seed}`);
  const parts = Array.from({ length: processes }, (_, at) => [seed + at * share, Math.max(0, Math.min(share, schedules - at * share)), steps]);
  const isFaulty = await sideBySide(`${MODEL}/fuzz.ts`, parts, `of ${schedules} schedules`, (message) => {
    for (const [outcome, times] of Object.entries(message.seen ?? {})) seen[outcome] = (seen[outcome] ?? 0) + times;
  });
  if (!isFaulty) say(Object.entries(seen).sort().map(([outcome, times]) => `${outcome}: ${times}`).join(', '));
  return isFaulty ? 1 : 0;
}

/** Whether there is a Postgres of another major version. Known only once everything is built. */
async function hasOther() {
  const { otherPostgres } = await import('../packages/testing/dist/index.js');
  return otherPostgres() !== undefined;
}

async function main() {
  const chosen = options();
  if (chosen.help) return say(HELP);
  await setUp();
  if (chosen.kind === 'fidelity') process.exitCode = await fuzzFidelity(chosen);
  else if (chosen.kind === 'identity') process.exitCode = await fuzzIdentity({ ...chosen, other: await hasOther() });
  else if (chosen.mutants) process.exitCode = await part(`${MODEL}/fuzz-mutants.ts`, [chosen.seed, chosen.steps], ({ line }) => say(line));
  else process.exitCode = await fuzz(chosen);
}

try {
  await main();
} catch (error) {
  fail(error);
}
