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

/** The oldest that has the commands which the queue and the Lua files call. */
const LEAST = [6, 2] as const;

/** Whether the program starts at all (its libraries are there, it is made for this machine) and is not too old. */
export function runs(program: RedisProgram): boolean {
  const { status, stdout } = spawnSync(program.command, ['--version'], { env: environmentOf(program), encoding: 'utf8' });
  const [, major = '0', minor = '0'] = /v=(\d+)\.(\d+)/.exec(stdout ?? '') ?? [];
  return status === 0 && (Number(major) > LEAST[0] || (Number(major) === LEAST[0] && Number(minor) >= LEAST[1]));
}
