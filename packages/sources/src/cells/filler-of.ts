import { decimalOf, type TypedColumn } from '@onceql/shared';
import { BytesFiller } from './bytes-filler.js';
import type { Filler } from './filler.js';
import { ByteFiller, Fixed16Filler, Float32Filler, Float64Filler, Int32Filler, LongFiller } from './fillers.js';

/** Digits that fit 64 bits. */
export const NARROW_DIGITS = 18;

/** What is to be filled with a column's values, by how they are held. */
export type KindFiller =
  | { readonly kind: 'boolean'; readonly filler: ByteFiller }
  | { readonly kind: 'int16' | 'int32' | 'date'; readonly filler: Int32Filler }
  | { readonly kind: 'int64' | 'timestamp' | 'timestamptz'; readonly filler: LongFiller }
  | { readonly kind: 'float32'; readonly filler: Float32Filler }
  | { readonly kind: 'float64'; readonly filler: Float64Filler }
  | { readonly kind: 'decimal'; readonly wide: false; readonly filler: LongFiller; readonly precision: number; readonly scale: number }
  | { readonly kind: 'decimal'; readonly wide: true; readonly filler: Fixed16Filler; readonly precision: number; readonly scale: number }
  | { readonly kind: 'uuid'; readonly filler: Fixed16Filler }
  | { readonly kind: 'text' | 'json' | 'bytea'; readonly filler: BytesFiller };

export function fillerOf({ kind, databaseType }: Pick<TypedColumn, 'kind' | 'databaseType'>): KindFiller {
  switch (kind) {
    case 'boolean':
      return { kind, filler: new ByteFiller() };
    case 'int16':
    case 'int32':
    case 'date':
      return { kind, filler: new Int32Filler(kind) };
    case 'int64':
    case 'timestamp':
    case 'timestamptz':
      return { kind, filler: new LongFiller({ kind }) };
    case 'float32':
      return { kind, filler: new Float32Filler() };
    case 'float64':
      return { kind, filler: new Float64Filler() };
    case 'decimal':
      return decimalFiller(databaseType);
    case 'uuid':
      return { kind, filler: new Fixed16Filler({ kind }) };
    default:
      return { kind, filler: new BytesFiller(kind) };
  }
}

export const fillersOf = (filled: readonly KindFiller[]): Filler[] => filled.map(({ filler }) => filler);

function decimalFiller(databaseType: string): KindFiller {
  const size = decimalOf(databaseType);
  if (!size) throw new Error(`${databaseType} has no precision.`);
  const { scale, precision } = size;
  const kind = 'decimal';
  return precision <= NARROW_DIGITS
    ? { kind, wide: false, filler: new LongFiller({ kind, scale, wide: false }), precision, scale }
    : { kind, wide: true, filler: new Fixed16Filler({ kind, scale, wide: true }), precision, scale };
}
