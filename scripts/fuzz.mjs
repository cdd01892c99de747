// npm run fuzz -- --schedules N --seed S: random schedules of the whole protocol, on all cores.
// npm run fuzz -- --mutants: whether the model finds every mutant.
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './root.mjs';
import { fail, setUp } from './set-up.mjs';
import { Trouble } from './steps.mjs';

const MODEL = join(ROOT, 'packages/shared/test/cache-index/model');
const say = (line) => process.stdout.write(`${line}\n`);

function options() {
  const { values } = parseArgs({
    options: {
      schedules: { type: 'string', default: '20000' }, seed: { type: 'string' }, steps: { type: 'string', default: '60' },
      processes: { type: 'string', default: String(availableParallelism()) }, mutants: { type: 'boolean', default: false },
    },
  });
  const number = (name, text) => {
    if (!/^\d{1,15}$/.test(text)) throw new Trouble(`--${name} takes a whole number, not ${text}`);
    return Number(text);
  };
  return {
    schedules: number('schedules', values.schedules),
    seed: number('seed', values.seed ?? String(Date.now() % 1_000_000_000)),
    steps: number('steps', values.steps),
    processes: Math.max(1, number('processes', values.processes)),
    mutants: values.mutants,
  };
}

const children = new Set();

/** Starts a part in a process of its own; `hear` gets its messages. Answers its exit code. */
function part(file, args, hear) {
  const child = fork(join(MODEL, file), args.map(String), { execArgv: ['--no-warnings', '--import', join(ROOT, 'scripts/typescript.mjs')] });
  children.add(child);
  child.on('message', hear);
  return new Promise((resolve) => child.on('exit', (code) => {
    children.delete(child);
    resolve(code ?? 1);
  }));
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
    return part('fuzz.ts', [seed + at * share, count, steps], (message) => {
      if (message.done !== undefined) done[at] = message.done;
      for (const [outcome, times] of Object.entries(message.seen ?? {})) seen[outcome] = (seen[outcome] ?? 0) + times;
      if (message.fault === undefined) return;
      fault ??= message.fault;
      for (const child of children) child.kill();
    });
  });
  const codes = await Promise.all(parts);
  clearInterval(progress);
  say(speed());
  if (fault !== undefined) say(`\n${fault}`);
  else say(Object.entries(seen).sort().map(([outcome, times]) => `${outcome}: ${times}`).join(', '));
  if (fault !== undefined || codes.some((code) => code !== 0)) process.exitCode = 1;
}

try {
  await setUp();
  const chosen = options();
  if (chosen.mutants) process.exitCode = await part('fuzz-mutants.ts', [chosen.seed, chosen.steps], ({ line }) => say(line));
  else await fuzz(chosen);
} catch (error) {
  fail(error);
}
