import { randomBytes } from 'node:crypto';
import { linkSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { birthOf } from './birth.js';

/** A process that the stack started. */
export interface Recorded {
  readonly pid: number;
  readonly birth: string;
}

/** What is told about a running stack, to the demo and to whoever starts the next one. */
export interface StackState extends Recorded {
  readonly url: string;
  readonly adminKey: string;
  readonly processes: Readonly<Record<string, Recorded>>;
  /** The sample warehouse as its owner; absent where there is none. */
  readonly warehouse?: { readonly url: string; readonly source: number };
}

export type Taking =
  | { readonly outcome: 'taken'; readonly file: StackFile }
  /** Another one is alive. */
  | { readonly outcome: 'busy'; readonly by: StackState }
  /** A dead one was there; these of its processes may still live. Take again when they are gone. */
  | { readonly outcome: 'left'; readonly processes: Readonly<Record<string, Recorded>> };

const fileOf = (home: string): string => join(home, 'stack.json');

/** What the running stack of this home told, if there is one and it is alive. */
export function readStack(home: string): StackState | undefined {
  const state = read(fileOf(home));
  return state !== undefined && isAlive(state) ? state : undefined;
}

export const isAlive = ({ pid, birth }: Recorded): boolean => birthOf(pid) === birth;

/** `stack.json` in the home folder: there is one while a stack runs, and only who made it may write to it. */
export class StackFile {
  readonly #file: string;
  #state: StackState;

  private constructor(file: string, state: StackState) {
    this.#file = file;
    this.#state = state;
  }

  static take(home: string, told: { url: string; adminKey: string }): Taking {
    const state = { pid: process.pid, birth: birthOf(process.pid) ?? '', processes: {}, ...told };
    const file = fileOf(home);
    const draft = draftBeside(file, state);
    try {
      linkSync(draft, file);
      return { outcome: 'taken', file: new StackFile(file, state) };
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      return found(file);
    } finally {
      rmSync(draft, { force: true });
    }
  }

  tell(news: Partial<Pick<StackState, 'warehouse'>>): void {
    this.#state = { ...this.#state, ...news };
    renameSync(draftBeside(this.#file, this.#state), this.#file);
  }

  /** Records a process under its name, in the place of the one that had the name before. */
  record(name: string, pid: number): void {
    const birth = birthOf(pid);
    if (birth === undefined) return;
    this.#state = { ...this.#state, processes: { ...this.#state.processes, [name]: { pid, birth } } };
    this.tell({});
  }

  remove(): void {
    rmSync(this.#file, { force: true });
  }
}

function found(file: string): Taking {
  const by = read(file);
  if (by !== undefined && isAlive(by)) return { outcome: 'busy', by };
  // Of several that start now, one moves the old file away; the others find none, and take part in the next round.
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
  } catch {
    return { outcome: 'left', processes: {} };
  }
  const moved = read(aside);
  rmSync(aside, { force: true });
  return { outcome: 'left', processes: moved?.processes ?? {} };
}

function draftBeside(file: string, state: StackState): string {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  writeFileSync(draft, `${JSON.stringify(state, undefined, 2)}\n`, { mode: 0o600, flag: 'wx' });
  return draft;
}

function read(file: string): StackState | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as StackState;
  } catch {
    return undefined;
  }
}
