import type { Engine } from '../../../contracts/source.js';
import { fieldsOf, itemsOf, stringsOf, walk, type Fields } from '../../tree/walk.js';
import { givenName } from './output-names.js';

/**
 * `SELECT a UNION SELECT b AS c` is `SELECT a UNION SELECT b`.
 *
 * Sound: a set operation has the columns' names of its first SELECT. In the others a name can only be meant by ORDER BY,
 * GROUP BY and DISTINCT ON; it stays where one of those holds a column of that name, or of the name that would then be
 * given. On Redshift the list itself may refer to it. After those clauses have got their ordinals.
 */
export function armNames(select: Fields, engine: Engine): Fields | undefined {
  const arm = select['rarg'] as Fields | undefined;
  if (arm === undefined || engine === 'redshift') return undefined;
  const unnamed = withoutNames(arm);
  return unnamed === arm ? undefined : { ...select, rarg: unnamed };
}

/** Of a set operation that is an arm itself, the first arm: the others have lost theirs. */
function withoutNames(arm: Fields): Fields {
  const first = arm['larg'] as Fields | undefined;
  if (first !== undefined) {
    const unnamed = arm['sortClause'] === undefined ? withoutNames(first) : first;
    return unnamed === first ? arm : { ...arm, larg: unnamed };
  }
  const targets = itemsOf(arm['targetList']);
  if (!targets.some((target) => fieldsOf(target, 'ResTarget')?.['name'] !== undefined)) return arm;
  const meant = namesIn(['sortClause', 'groupClause', 'distinctClause'].flatMap((clause) => itemsOf(arm[clause])));
  return { ...arm, targetList: targets.map((target) => withoutName(target, meant)) };
}

function withoutName(target: unknown, meant: ReadonlySet<string>): unknown {
  const { name, ...rest } = fieldsOf(target, 'ResTarget') ?? {};
  if (name === undefined || (meant.size > 0 && !isFree(String(name), rest['val'], meant))) return target;
  return { ResTarget: rest };
}

function isFree(name: string, value: unknown, meant: ReadonlySet<string>): boolean {
  const given = givenName(value).name;
  return given !== undefined && !meant.has(name) && !meant.has(given);
}

/** Names of columns, without their tables. */
function namesIn(items: readonly unknown[]): ReadonlySet<string> {
  const names = new Set<string>();
  for (const item of items) {
    walk(item, (type, node) => {
      const name = type === 'ColumnRef' ? stringsOf(node['fields']).at(-1) : undefined;
      if (name !== undefined) names.add(name);
    });
  }
  return names;
}
