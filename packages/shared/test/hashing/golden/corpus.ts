import { readdirSync, readFileSync } from 'node:fs';

/**
 * What a variant is to the base of its family. `reordered`: the same bag, but in an order that its ORDER BY asks for.
 * `lopsided`: unequal, and it may have one key with its base, because what tells them apart is a type that only the
 * worker can see; it caches and shares neither.
 */
export type Relation = 'equal' | 'unequal' | 'reordered' | 'lopsided';

export interface Variant {
  readonly relation: Relation;
  /** Why it is so, where that is not plain; else empty. */
  readonly why: string;
  /** Equal only because of what a catalog holds or a version does: no text tells that, so the pair has two keys. */
  readonly needsCatalog: boolean;
  readonly statement: string;
}

/** A statement, with others that are equal to it and others that only look so. Each variant makes a pair with the base. */
export interface Family {
  readonly theme: string;
  readonly title: string;
  /** Major version of Postgres that knows all of its syntax. */
  readonly since: number;
  readonly base: string;
  readonly variants: readonly Variant[];
}

const FOLDER = new URL('corpus/', import.meta.url);
const RELATIONS: Readonly<Record<string, Relation>> = { '=': 'equal', '!': 'unequal', '~': 'reordered', '?': 'lopsided' };
const NEEDS_CATALOG = 'needs catalog: ';

/** All families of the folder `corpus`. Its files say themselves how they are read. @throws Error */
export function families(): Family[] {
  return readdirSync(FOLDER).filter((file) => file.endsWith('.sql')).sort().flatMap(familiesIn);
}

function familiesIn(file: string): Family[] {
  const text = readFileSync(new URL(file, FOLDER), 'utf8');
  const [, ...blocks] = text.split(/^--- /m);
  return blocks.map((block) => family(file.replace('.sql', ''), block));
}

/** The first line is the title, maybe with `[16]` in front; then pieces, of which each but the first begins with its mark. */
function family(theme: string, block: string): Family {
  const [head = '', ...pieces] = block.split(/^--(?=[=!~?](?: |$))/m);
  const [, since = '0', title = ''] = /^(?:\[(\d+)\] )?(.*)/.exec(head) ?? [];
  const base = head.slice(head.indexOf('\n')).trim();
  const variants = pieces.map((piece): Variant => {
    const [line = '', ...rest] = piece.split('\n');
    const relation = RELATIONS[line[0] ?? ''];
    const statement = rest.join('\n').trim();
    if (relation === undefined || statement === '') throw new Error(`${theme}, ${title}: a variant is empty: ${piece}`);
    const why = line.slice(1).trim();
    const needsCatalog = why.startsWith(NEEDS_CATALOG);
    if (needsCatalog && relation !== 'equal') throw new Error(`${theme}, ${title}: only what is equal can need the catalog: ${piece}`);
    return { relation, why, needsCatalog, statement };
  });
  if (base === '' || variants.length === 0) throw new Error(`${theme}, ${title}: no base, or nothing beside it`);
  return { theme, title, since: Number(since), base, variants };
}
