import type { Refusal } from '../contracts/query.js';

const ELEMENT = /\s*(?:"((?:[^"]|"")*)"|([^\s,"][^\s,]*))\s*(,|$)/y;

/** Where it is searched is not for a source to say: a table could stand in for a function's type, or the reverse. */
const UNNAMEABLE = /^(?:pg_catalog|pg_temp|pg_temp_.*)$/;

/**
 * Reads a search_path as Postgres does and writes it out with every part quoted and `$user` as the role itself.
 * Refused where it is no list of names, or names pg_catalog or pg_temp, which are always searched first.
 */
export function searchPathOf(text: string, user: string): { readonly value: string } | Refusal {
  const names = splitPath(text);
  if (!names) return bad(`The source's search_path is no list of schema names: ${text}`);
  const fixed = names.find((name) => UNNAMEABLE.test(name));
  if (fixed !== undefined) {
    return bad(`The source's search_path may not name ${fixed}: it is always searched first. Take it out of the options.`);
  }
  const quoted = names.map((name) => `"${expanded(name, user).replaceAll('"', '""')}"`);
  return { value: quoted.join(', ') };
}

/** The schemas of a search_path in their order, with `$user` as the role itself; none where it is no list of names. */
export function schemasOf(text: string, user: string): string[] {
  return (splitPath(text) ?? []).map((name) => expanded(name, user));
}

const expanded = (name: string, user: string): string => (name === '$user' ? user : name);

const bad = (message: string): Refusal => ({ refused: 'bad_setting', message });

/** The names of the list, unquoted ones folded to lower case; undefined where it can not be read. */
function splitPath(text: string): string[] | undefined {
  const names: string[] = [];
  let at = 0;
  for (;;) {
    ELEMENT.lastIndex = at;
    const match = ELEMENT.exec(text);
    if (!match) return undefined;
    names.push(match[1]?.replaceAll('""', '"') ?? foldCase(match[2] ?? ''));
    at = ELEMENT.lastIndex;
    if (match[3] === '') return names;
  }
}

/** As Postgres folds in UTF-8: ASCII letters only. */
const foldCase = (name: string): string => name.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
