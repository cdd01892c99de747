import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Cluster, Redis } from 'ioredis';

export type RedisClient = Redis | Cluster;

/** One of the index's Lua commands, by its file's name. */
export type CommandName =
  | 'look'
  | 'resolve'
  | 'enqueued'
  | 'take'
  | 'begin'
  | 'publish'
  | 'fail'
  | 'leave'
  | 'detach'
  | 'invalidate'
  | 'drop-entry'
  | 'keep-rendered'
  | 'forget-rendered'
  | 'load-open'
  | 'load-close'
  | 'load-drop'
  | 'vouch'
  | 'hold'
  | 'now'
  | 'epochs'
  | 'open-index'
  | 'session-ended'
  | 'progress';

const FOLDER = join(import.meta.dirname, 'commands');
const INCLUDE = /^--- @include "([a-z-]+)"$/gm;

interface Script {
  readonly text: string;
  readonly sha: string;
}

const loaded = new Map<CommandName, Script>();
const bySha = new Map<string, CommandName>();

/** The command that a digest stands for, once this process has sent it; undefined for scripts of others. */
export const commandOfSha = (sha: string): CommandName | undefined => bySha.get(sha);

function script(name: CommandName): Script {
  const known = loaded.get(name);
  if (known) return known;
  const read = (...path: string[]): string => readFileSync(join(FOLDER, ...path), 'utf8');
  const text = read(`${name}.lua`).replace(INCLUDE, (_line, part: string) => read('includes', `${part}.lua`));
  const made = { text, sha: createHash('sha1').update(text).digest('hex') };
  loaded.set(name, made);
  bySha.set(made.sha, name);
  return made;
}

/** A reply of the index: a code first, then its fields. */
export type Reply = readonly [code: string, ...fields: (string | null)[]];

/** Runs a command by its digest; a Redis that does not know it yet is sent the text. */
export async function runCommand(
  redis: RedisClient,
  name: CommandName,
  keys: readonly string[],
  args: readonly (string | number)[],
): Promise<Reply> {
  const { sha, text } = script(name);
  try {
    return (await redis.evalsha(sha, keys.length, ...keys, ...args)) as unknown as Reply;
  } catch (error) {
    if (!(error instanceof Error) || !error.message.startsWith('NOSCRIPT')) throw error;
    return (await redis.eval(text, keys.length, ...keys, ...args)) as unknown as Reply;
  }
}
