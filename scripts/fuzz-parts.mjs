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

export function endAll() {
  for (const child of children) child.kill();
}
