import { readFileSync } from 'node:fs';

/** Reads a .sql file that lies beside a module: `sql(import.meta.url, 'locks.sql')`. Meant for load time. */
export function sql(module: string, file: string): string {
  return readFileSync(new URL(file, module), 'utf8');
}

/** Reads a .sql file of several statements, each after a line `-- block: name`. The answer throws on an unknown name. */
export function sqlBlocks(module: string, file: string): (name: string) => string {
  const parts = sql(module, file).split(/^-- block: (\w+)$/m);
  const blocks = new Map<string, string>();
  for (let at = 1; at + 1 < parts.length; at += 2) blocks.set(parts[at] ?? '', parts[at + 1] ?? '');
  return (name) => {
    const text = blocks.get(name);
    if (text === undefined) throw new Error(`${file} has no block ${name}.`);
    return text;
  };
}
