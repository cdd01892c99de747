import { execFile } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { buildContext } from './build-context.js';
import { environmentOf, lastOf, stagesOf } from './dockerfile.js';
import type { ImageStage, Instruction } from './dockerfile.js';
import { installFrom, installationOf } from './packages.js';

const run = promisify(execFile);
const PASSED_ON = /^(path|home|tmpdir|https?_proxy|no_proxy|node_extra_ca_certs|ssl_cert_file|npm_config_(registry|cache|cafile))$/i;

/** What the Dockerfile makes, in a folder. */
export interface Image {
  /** The image's root folder. */
  readonly root: string;
  /** The working folder of its processes. */
  readonly folder: string;
  readonly env: Readonly<Record<string, string>>;
  readonly uid: number;
  readonly command: readonly string[];
  remove(): Promise<void>;
}

/**
 * Does what the Dockerfile says, without Docker: each stage has a folder as its root, COPY takes what .dockerignore
 * lets through, RUN runs here, but for `npm ci`, see `installFrom`. The RUNs of the last stage are left out: they add Debian's tini and an account, and take
 * npm away. What a base image brings besides Node is not looked at.
 */
export async function makeImage(repository: string): Promise<Image> {
  const top = mkdtempSync(join(tmpdir(), 'onceql-image-'));
  const stages = stagesOf(join(repository, 'Dockerfile'));
  const last = stages.at(-1);
  if (!last) throw new Error('the Dockerfile is empty');
  const rootOf = (name: string): string => join(top, name === '' ? 'image' : name);
  const context = buildContext(repository);
  const made = new Map<string, Promise<void>>();
  for (const stage of stages) {
    mkdirSync(rootOf(stage.name));
    made.set(stage.name, replay(stage, rootOf(stage.name), { repository, context, rootOf, made, runs: stage !== last }));
  }
  await Promise.all(made.values());
  const folder = join(rootOf(''), lastOf(last, 'WORKDIR'));
  await run('chmod', ['-R', 'a-w,a+rX', folder]);
  await run('chmod', ['0755', top]);
  return {
    root: rootOf(''), folder, env: environmentOf(last), uid: Number(lastOf(last, 'USER').split(':')[0]),
    command: JSON.parse(lastOf(last, 'CMD')) as string[],
    remove: async () => {
      await run('chmod', ['-R', 'u+w', folder]);
      rmSync(top, { recursive: true, force: true });
    },
  };
}

interface Around {
  readonly repository: string;
  readonly context: readonly string[];
  readonly runs: boolean;
  /** The other stages, which are made at the same time. */
  readonly made: ReadonlyMap<string, Promise<void>>;
  rootOf(stage: string): string;
}

async function replay(stage: ImageStage, root: string, around: Around): Promise<void> {
  let folder = root;
  const env = { ...ownEnvironment(around.repository), ...environmentOf(stage) };
  for (const instruction of stage.instructions) {
    if (instruction.verb === 'WORKDIR') {
      folder = join(root, instruction.text);
      mkdirSync(folder, { recursive: true });
    }
    await around.made.get(instruction.flags['from'] ?? 'none');
    if (instruction.verb === 'COPY') copy(instruction, folder, around);
    if (instruction.verb === 'RUN' && around.runs) await carryOut(instruction.text, folder, env, around.repository);
  }
}

async function carryOut(command: string, folder: string, env: NodeJS.ProcessEnv, repository: string): Promise<void> {
  const installation = installationOf(command);
  if (installation) await installFrom(repository, installation, folder, env);
  else await run('/bin/sh', ['-c', command], { cwd: folder, env, maxBuffer: 2 ** 26 });
}

/** What was built here from the very same files is not compiled again: turbo's keys say which that is. */
const ownEnvironment = (repository: string): Record<string, string | undefined> => ({
  ...Object.fromEntries(Object.entries(process.env).filter(([name]) => PASSED_ON.test(name))),
  npm_config_prefer_offline: 'true', TURBO_CACHE_DIR: join(repository, '.turbo/cache'), TURBO_CACHE: 'local:r',
});

function copy({ flags, text }: Instruction, folder: string, { repository, context, rootOf }: Around): void {
  const words = text.split(/\s+/);
  const to = words.pop() ?? '';
  for (const from of words) {
    if (flags['from'] !== undefined) copyAll(join(rootOf(flags['from']), from), resolve(folder, to));
    else copyFromContext(from, resolve(folder, to), to.endsWith('/') || words.length > 1, { repository, context });
  }
}

const copyAll = (from: string, to: string): void => cpSync(from, to, { recursive: true, verbatimSymlinks: true });

function copyFromContext(from: string, to: string, intoFolder: boolean, { repository, context }: Pick<Around, 'repository' | 'context'>): void {
  const files = context.filter((path) => path === from || path.startsWith(`${from}/`));
  if (files.length === 0) throw new Error(`COPY ${from}: .dockerignore keeps it from the builder, or it is not there`);
  for (const path of files) {
    const single = path === from;
    cpSync(join(repository, path), single ? (intoFolder ? join(to, basename(path)) : to) : join(to, path.slice(from.length + 1)));
  }
}

/** Bytes of all files below a folder; links are not followed. */
export function sizeOf(folder: string): number {
  if (!existsSync(folder)) return 0;
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .reduce((sum, entry) => sum + statSync(join(entry.parentPath, entry.name)).size, 0);
}
