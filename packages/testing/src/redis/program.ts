import { spawnSync } from 'node:child_process';
import { delimiter } from 'node:path';

/** How to run a Redis server. */
export interface RedisProgram {
  readonly command: string;
  /** Folders with its libraries, where they are not the system's; empty otherwise. */
  readonly libraries: readonly string[];
  /** For a person: where it comes from. */
  readonly origin: string;
}

/** The environment in which a program of this kind runs. */
export function environmentOf({ libraries }: RedisProgram): NodeJS.ProcessEnv {
  const path = { PATH: '/usr/bin:/bin' };
  return libraries.length === 0 ? path : { ...path, LD_LIBRARY_PATH: libraries.join(delimiter) };
}

/** Whether the program starts at all: its libraries are there and it is made for this machine. */
export function runs(program: RedisProgram): boolean {
  return spawnSync(program.command, ['--version'], { env: environmentOf(program), stdio: 'ignore' }).status === 0;
}
