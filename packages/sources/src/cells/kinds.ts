import { decimalOf, type ValueKind } from '@onceql/shared';
import type { Field } from '../connection/exchange.js';

/** What decides how a session prints its values: settings by their names. */
export interface Printing {
  readonly DateStyle: string;
  readonly TimeZone: string;
  readonly bytea_output: string;
  readonly extra_float_digits: string;
}

/** Zones whose times are those of UTC at any time. */
const UTC = /^(Etc\/)?(UTC|UCT|GMT|Zulu|Universal|Greenwich|GMT[+-]?0)$/i;
const isIso = ({ DateStyle }: Printing): boolean => /^ISO\b/i.test(DateStyle);
/** From one extra digit on the server prints the shortest digits that are read as the same value. */
const isShortest = ({ extra_float_digits: digits }: Printing): boolean => Number(digits) >= 1;

/** Most digits of a decimal that is held as one. */
const MOST_DIGITS = 38;

type KindOf = (printing: Printing, databaseType: string) => ValueKind;
const always = (kind: ValueKind): KindOf => () => kind;

/** By the oids of built-in types, which are part of Postgres's protocol and the same on Redshift. */
const KINDS: ReadonlyMap<number, KindOf> = new Map([
  [16, always('boolean')],
  [21, always('int16')],
  [23, always('int32')],
  [20, always('int64')],
  [700, (printing) => (isShortest(printing) ? 'float32' : 'text')],
  [701, (printing) => (isShortest(printing) ? 'float64' : 'text')],
  [1700, (_, databaseType) => (isHeld(decimalOf(databaseType)) ? 'decimal' : 'text')],
  [1082, (printing) => (isIso(printing) ? 'date' : 'text')],
  [1114, (printing) => (isIso(printing) ? 'timestamp' : 'text')],
  [1184, (printing) => (isIso(printing) && UTC.test(printing.TimeZone) ? 'timestamptz' : 'text')],
  [2950, always('uuid')],
  [17, ({ bytea_output: output }) => (output === 'hex' ? 'bytea' : 'text')],
  [114, always('json')],
  [3802, always('json')],
]);

function isHeld(size: ReturnType<typeof decimalOf>): boolean {
  return size !== undefined && size.precision <= MOST_DIGITS && size.scale >= 0 && size.scale <= size.precision;
}

/** How the values of a column are held, so that their text under `printing` can be told again. */
export function kindOf({ dataTypeID }: Field, databaseType: string, printing: Printing): ValueKind {
  return KINDS.get(dataTypeID)?.(printing, databaseType) ?? 'text';
}
