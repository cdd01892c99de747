import type { WrittenName } from '@onceql/shared';
import type { FunctionBody, FunctionFact, Origin } from '../analysis/facts.js';
import type { Dotted } from '../analysis/dotted.js';
import { isMeant } from '../analysis/names.js';
import { asksWithoutCall, callsIn } from '../analysis/stored-tree.js';
import type { Wire } from '../connection/wire.js';
import { sql } from '../sql.js';
import { arrayLiteral, json } from './values.js';

const NOTHING: Dotted = { ofAny: [], ofRows: [] };
const FUNCTIONS = sql(import.meta.url, 'functions.sql');

/** What to look up for one origin. Of `names`, every function counts that they may mean. */
export interface Wanted {
  readonly origin: Origin;
  readonly oids: readonly string[];
  readonly operators: readonly string[];
  readonly names: readonly WrittenName[];
  /** Names behind dots: functions of one argument, of anything or of rows. */
  readonly dotted?: Dotted;
  /** Whether a name may be asked with a time with time zone. */
  readonly timetz?: boolean;
}

/** A row of functions.sql. */
interface CatalogFunction {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly volatility: string;
  readonly language: string;
  readonly builtin: boolean;
  readonly takesTimetz: boolean;
  readonly args: number;
  /** May be called as `x.name`, and was asked for as such. */
  readonly byDot: boolean;
  readonly parts: readonly string[];
  readonly defaults: string | null;
  readonly body: FunctionBody | null;
}

/** The functions, and those that they call in their turn where the catalog can tell. */
export async function findFunctions(wire: Wire, wanted: readonly Wanted[], path: readonly string[]): Promise<FunctionFact[]> {
  const found = new Map<string, FunctionFact>();
  for (let asked = wanted.filter(isSomething); asked.length > 0; ) {
    const answers = await lookUp(wire, asked, path);
    const fresh = answers.filter(({ origin, row }) => !found.has(`${origin} ${row.oid}`));
    for (const { origin, row } of fresh) found.set(`${origin} ${row.oid}`, functionFact(origin, row));
    asked = fresh.map(({ origin, row }) => callees(origin, row)).filter(isSomething);
  }
  return [...found.values()];
}

interface Answer {
  readonly origin: Origin;
  readonly row: CatalogFunction;
}

const isSomething = ({ oids, operators, names, dotted = NOTHING }: Wanted): boolean =>
  oids.length + operators.length + names.length + dotted.ofAny.length + dotted.ofRows.length > 0;

async function lookUp(wire: Wire, asked: readonly Wanted[], path: readonly string[]): Promise<Answer[]> {
  const { rows } = await wire.exchange(
    asked.map(({ oids, operators, names, dotted = NOTHING }) => ({
      act: 'recall' as const,
      name: 'onceql_functions',
      text: FUNCTIONS,
      values: [oids, operators, names.map(({ name }) => name), dotted.ofAny, dotted.ofRows].map(arrayLiteral),
    })),
  );
  return asked.flatMap((one, at) => {
    const answered = json<readonly CatalogFunction[]>(rows[at]);
    return answered.filter((row) => isWanted(one, row, path)).map((row) => ({ origin: one.origin, row }));
  });
}

/** A row that came for its name only may be of a schema that the name cannot mean. */
function isWanted({ oids, names, dotted, timetz }: Wanted, row: CatalogFunction, path: readonly string[]): boolean {
  if ((names.length === 0 && !dotted) || oids.includes(row.oid)) return true;
  if (row.byDot && path.includes(row.schema)) return timetz === true || !row.takesTimetz;
  return names.some((name) => isMeant(name, row, path)) && (timetz === true || !row.takesTimetz) && !isToldApart(row);
}

/** age(x) and age(x, y): which of them the statement calls was seen in its text, and said with the order. */
const isToldApart = ({ builtin, name, args }: CatalogFunction): boolean => builtin && name === 'age' && args === 1;

function callees(origin: Origin, { parts, defaults }: CatalogFunction): Wanted {
  const calls = callsIn(defaults ?? '');
  return {
    origin,
    oids: [...calls.functions, ...parts.filter((oid) => oid !== '0')],
    operators: [...calls.operators],
    names: [],
  };
}

const functionFact = (origin: Origin, row: CatalogFunction): FunctionFact => ({
  origin,
  oid: row.oid,
  schema: row.schema,
  name: row.name,
  args: row.args,
  volatility: row.volatility,
  language: row.language,
  builtin: row.builtin,
  byDot: row.byDot,
  clock: row.takesTimetz || asksWithoutCall(row.defaults ?? ''),
  ...(row.body && { body: row.body }),
});
