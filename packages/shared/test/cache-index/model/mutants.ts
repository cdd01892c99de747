import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { playMany } from './many.js';
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
}

const FOLDER = join(import.meta.dirname, '../../../src/cache-index/commands');

/** @throws Error where the file is no longer what the mutant was made of. */
export function editOf({ name, file, from, to }: Mutant): Edit {
  const times = readFileSync(join(FOLDER, `${file}.lua`), 'utf8').split(from).length - 1;
  if (times !== 1) throw new Error(`the mutant "${name}" is made of a text that ${file}.lua has ${times} times: ${from}`);
  const included = file.startsWith('includes/');
  return (text, command) => (included || command === file ? text.split(from).join(to) : text);
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
  const { fault, played } = await playMany(server, { seed, steps, schedules: most, lanes: 4 });
  return { mutant, fault: fault?.fault?.message, played };
}
