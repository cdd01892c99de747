// npm run fuzz: random schedules of the whole protocol, or random statements or tables, on all cores. --help says more.
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { fuzzFidelity } from './fuzz-fidelity.mjs';
import { fuzzIdentity } from './fuzz-identity.mjs';
import { endAll, newSeed, number, part, say } from './fuzz-parts.mjs';
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

/** Plays parts of the schedules side by side; the first fault ends them all. */
async function fuzz({ schedules, seed, steps, processes }) {
  const share = Math.ceil(schedules / processes);
  const began = Date.now();
  const done = new Array(processes).fill(0);
  const seen = {};
  let fault;
  say(`${schedules} schedules of ${steps} steps in ${processes} processes, seed ${seed}`);
  const speed = () => {
    const all = done.reduce((sum, each) => sum + each, 0);
    return `${all} of ${schedules} schedules, ${Math.round((all * 1000) / (Date.now() - began))} a second`;
  };
  const progress = setInterval(() => say(speed()), 10_000);
  const parts = done.map((_, at) => {
    const count = Math.max(0, Math.min(share, schedules - at * share));
    return part(`${MODEL}/fuzz.ts`, [seed + at * share, count, steps], (message) => {
      if (message.done !== undefined) done[at] = message.done;
      for (const [outcome, times] of Object.entries(message.seen ?? {})) seen[outcome] = (seen[outcome] ?? 0) + times;
      if (message.fault === undefined) return;
      fault ??= message.fault;
      endAll();
    });
  });
  const codes = await Promise.all(parts);
  clearInterval(progress);
  say(speed());
  if (fault !== undefined) say(`\n${fault}`);
  else say(Object.entries(seen).sort().map(([outcome, times]) => `${outcome}: ${times}`).join(', '));
  if (fault !== undefined || codes.some((code) => code !== 0)) process.exitCode = 1;
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
  else await fuzz(chosen);
}

try {
  await main();
} catch (error) {
  fail(error);
}
