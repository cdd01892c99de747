// What the kinds of `npm run fuzz` share: processes of TypeScript, and options that are numbers.
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { ROOT } from './root.mjs';
import { Trouble } from './steps.mjs';

export const say = (line) => process.stdout.write(`${line}\n`);

/** @throws Trouble */
export function number(name, text) {
  if (!/^\d{1,15}$/.test(text)) throw new Trouble(`--${name} takes a whole number, not ${text}`);
  return Number(text);
}

export const newSeed = () => String(Date.now() % 1_000_000_000);

const children = new Set();

/** Starts a file of packages in a process of its own; `hear` gets its messages. Answers its exit code. */
export function part(file, args, hear) {
  const options = { execArgv: ['--no-warnings', '--import', join(ROOT, 'scripts/typescript.mjs')] };
  const child = fork(join(ROOT, 'packages', file), args.map(String), options);
  children.add(child);
  child.on('message', hear);
  return new Promise((resolve) => child.on('exit', (code) => {
    children.delete(child);
    resolve(code ?? 1);
  }));
}

function endAll() {
  for (const child of children) child.kill();
}

/**
 * Starts a file so often side by side, with the arguments of each, and says how many `things` they have done; the first fault ends
 * them all. `hear` gets their other messages. Answers whether there was a fault, which has been said.
 */
export async function sideBySide(file, all, things, hear = () => undefined) {
  const began = Date.now();
  const done = all.map(() => 0);
  let fault;
  const speed = () => {
    const sum = done.reduce((so, each) => so + each, 0);
    return `${sum} ${things}, ${Math.round((sum * 1000) / (Date.now() - began))} a second`;
  };
  const progress = setInterval(() => say(speed()), 10_000);
  const codes = await Promise.all(all.map((args, at) => part(file, args, (message) => {
    if (message.done !== undefined) done[at] = message.done;
    hear(message);
    if (message.fault === undefined) return;
    fault ??= message.fault;
    endAll();
  })));
  clearInterval(progress);
  say(speed());
  if (fault !== undefined) say(`\n${fault}`);
  return fault !== undefined || codes.some((code) => code !== 0);
}
