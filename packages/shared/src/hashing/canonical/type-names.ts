import type { Engine } from '../../contracts/source.js';
import { itemsOf, stringsOf, type Fields } from '../tree/walk.js';
import type { Wrapped } from './map-nodes.js';
import type { NodeRewrite } from './rewrite.js';

/**
 * `int8` is `bigint`: SQL's own words (`bigint`, `timestamp with time zone`, `decimal`) are read as types of pg_catalog,
 * and so are the built-in types' names here.
 *
 * Sound: pg_catalog comes first on every search path (one that names it is refused), only a session's temporary schema
 * before it, and ours have none. Typmods are left as they are: `char` is `bpchar(1)` but not `bpchar`, and `"char"` is a
 * type of its own. A column is named after the last part of a type's name alone, which stays.
 */
export const typeNames: NodeRewrite = {
  name: 'type names',
  types: ['TypeName'],
  node(type, _type, { engine }) {
    const { names } = type;
    if (itemsOf(names).length !== 1) return undefined;
    const [name = ''] = stringsOf(names);
    return BUILT_IN[engine].has(name) ? { TypeName: { ...type, names: [PG_CATALOG, ...itemsOf(names)] } } : undefined;
  },
};

/**
 * `numeric(10)` is `numeric(10, 0)`, and `int[3]` and `int[][]` are `int[]`.
 *
 * Sound: so Postgres reads a typmod without a scale, and it keeps neither the size of an array nor the number of its
 * dimensions in a type.
 */
export const typeSizes: NodeRewrite = {
  name: 'type sizes',
  types: ['TypeName'],
  node(type, _type, { engine }) {
    if (engine === 'redshift') return undefined;
    const scaled = withScale(type);
    const plain = withoutSizes(scaled);
    return plain === type ? undefined : ({ TypeName: plain } satisfies Wrapped);
  },
};

const ZERO = { A_Const: { ival: {} } };
const ANY_SIZE = [{ Integer: { ival: -1 } }];

function withScale(type: Fields): Fields {
  const typmods = itemsOf(type['typmods']);
  const isNumeric = stringsOf(type['names']).join('.') === 'pg_catalog.numeric';
  return isNumeric && typmods.length === 1 ? { ...type, typmods: [...typmods, ZERO] } : type;
}

function withoutSizes(type: Fields): Fields {
  const { arrayBounds } = type;
  const plain = arrayBounds === undefined || JSON.stringify(arrayBounds) === JSON.stringify(ANY_SIZE);
  return plain ? type : { ...type, arrayBounds: ANY_SIZE };
}

const PG_CATALOG = { String: { sval: 'pg_catalog' } };

/** Redshift's grammar gives some of the others a length of its own, which `pg_catalog.text` need not have. */
const EVERYWHERE = ['bool', 'int2', 'int4', 'int8', 'float4', 'float8', 'date', 'timestamp', 'timestamptz'];

/** In every version of Postgres that is maintained. */
const POSTGRES = [
  'bit', 'box', 'bpchar', 'bytea', 'cidr', 'circle', 'daterange', 'inet', 'int4range', 'int8range', 'interval', 'json',
  'jsonb', 'jsonpath', 'line', 'lseg', 'macaddr', 'macaddr8', 'money', 'name', 'numeric', 'numrange', 'oid', 'path', 'point', 'polygon',
  'text', 'time', 'timetz', 'tsquery', 'tsrange', 'tstzrange', 'tsvector', 'uuid', 'varbit', 'varchar', 'xml',
];

const BUILT_IN: Readonly<Record<Engine, ReadonlySet<string>>> = {
  pg: new Set([...EVERYWHERE, ...POSTGRES]),
  redshift: new Set(EVERYWHERE),
};
