import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { playMany } from './many.js';
import type { Setting } from './world.js';
import type { Favour } from './schedule.js';
import { ModelServer } from './server.js';
import type { Edit } from './texts.js';
import type { RedisClient } from '../../../src/cache-index/script.js';

/** A command, or a part that commands include, with a defect. */
export interface Mutant {
  readonly name: string;
  /** Under the commands' folder, without `.lua`. */
  readonly file: string;
  /** Text that the file has exactly once, and what stands there instead. */
  readonly from: string;
  readonly to: string;
  /** Where it is soonest found; without days, unless it says so. */
  readonly setting?: Partial<Setting>;
  /** Steps without which it is not found, where they are seldom. */
  readonly favour?: Favour;
}

/**
 * Schedules after which a mutant counts as not found: several times as many as any of them takes, so that none survives by
 * bad luck.
 */
export const MOST = 10_000;

const FOLDER = join(import.meta.dirname, '../../../src/cache-index/commands');

/** @throws Error where the file is no longer what the mutant was made of. */
export function editOf({ name, file, from, to }: Mutant): Edit {
  const times = readFileSync(join(FOLDER, `${file}.lua`), 'utf8').split(from).length - 1;
  if (times !== 1) throw new Error(`the mutant "${name}" is made of a text that ${file}.lua has ${times} times: ${from}`);
  const included = file.startsWith('includes/');
  return (text, command) => {
    const parts = text.split(from);
    if (parts.length > 2) throw new Error(`the mutant "${name}" is made of a text that ${command} has more than once`);
    return included || command === file ? parts.join(to) : text;
  };
}

export interface Hunt {
  readonly mutant: Mutant;
  /** The fault that gave it away; undefined: it survived. */
  readonly fault: string | undefined;
  /** Schedules that were played. */
  readonly played: number;
}

export interface HuntOptions {
  readonly seed: number;
  readonly steps: number;
  /** Schedules after which a mutant counts as not found. */
  readonly most: number;
}

export async function hunt(redis: RedisClient, mutant: Mutant, { seed, steps, most }: HuntOptions): Promise<Hunt> {
  const server = new ModelServer(redis, editOf(mutant), 'own');
  const options = { seed, steps, schedules: most, lanes: 4, setting: { days: undefined, ...mutant.setting }, favour: mutant.favour ?? {} };
  const { fault, played } = await playMany(server, options);
  if (/compiling|the mutant/.test(fault?.fault?.message ?? '')) throw new Error(`the mutant "${mutant.name}" is no Lua: ${fault?.fault?.message}`);
  return { mutant, fault: fault?.fault?.message, played };
}
