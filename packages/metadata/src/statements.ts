import { readFileSync } from 'node:fs';
import { basename } from 'node:path';

/** One SQL statement with the name under which a session prepares it. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

/**
 * Reads the statements of an SQL file. Each begins with a line `-- block <name>`; what stands before the
 * first such line is comment. (The idea of named blocks is PrairieLearn's.)
 * @throws Error where the file holds other blocks than `names`: found when the module is loaded.
 */
export function loadStatements<const Name extends string>(file: URL, names: readonly Name[]): Record<Name, Statement> {
  const prefix = basename(file.pathname, '.sql');
  const [, ...parts] = readFileSync(file, 'utf8').split(/^-- block /m);
  const blocks = new Map(parts.map((part) => readBlock(prefix, part)));
  if (blocks.size !== names.length || parts.length !== names.length) {
    throw new Error(`${file.pathname} holds ${parts.length} blocks where ${names.length} are used`);
  }
  return Object.fromEntries(names.map((name) => [name, expectBlock(blocks, name, file)])) as Record<Name, Statement>;
}

function readBlock(prefix: string, part: string): [string, Statement] {
  const end = part.indexOf('\n');
  const name = part.slice(0, end).trim();
  return [name, { name: `${prefix}.${name}`, text: part.slice(end + 1).trim() }];
}

function expectBlock(blocks: ReadonlyMap<string, Statement>, name: string, file: URL): Statement {
  const statement = blocks.get(name);
  if (statement === undefined) throw new Error(`${file.pathname} holds no block ${name}`);
  return statement;
}
