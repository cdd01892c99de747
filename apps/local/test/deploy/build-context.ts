import { readFileSync, readdirSync } from 'node:fs';
import { join } from 'node:path';

interface Rule {
  readonly keep: boolean;
  readonly pattern: string;
  readonly regex: RegExp;
}

/** The files that a builder is sent, as .dockerignore says: the last rule that fits a file or a folder above it decides. */
export function buildContext(root: string): string[] {
  const rules = readFileSync(join(root, '.dockerignore'), 'utf8').split('\n').filter((line) => !/^\s*(#|$)/.test(line)).map(ruleOf);
  return filesIn(root, '', rules);
}

function filesIn(root: string, folder: string, rules: readonly Rule[]): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = folder === '' ? entry.name : `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return isSent(path, rules) ? [path] : [];
    const mayHold = isSent(path, rules) || rules.some(({ keep, pattern }) => keep && pattern.startsWith(`${path}/`));
    return mayHold ? filesIn(root, path, rules) : [];
  });
}

function isSent(path: string, rules: readonly Rule[]): boolean {
  const parts = path.split('/');
  const above = parts.map((_, index) => parts.slice(0, index + 1).join('/'));
  return rules.findLast(({ regex }) => above.some((each) => regex.test(each)))?.keep ?? true;
}

function ruleOf(line: string): Rule {
  const keep = line.startsWith('!');
  const pattern = line.trim().slice(keep ? 1 : 0);
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('**/', '\0')
    .replaceAll('*', '[^/]*')
    .replaceAll('\0', '(.*/)?');
  return { keep, pattern, regex: new RegExp(`^${source}$`) };
}
