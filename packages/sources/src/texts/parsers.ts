import type { KindFiller } from '../cells/filler-of.js';
import type { Int32Filler, LongFiller } from '../cells/fillers.js';
import { putFloat, putReal } from './floats.js';
import { daysIn, microsIn } from './times.js';

/** Puts the value that a text stands for into a row. */
export type ReadText = (text: string, row: number) => void;
/** Answers false, and puts nothing, where the typed value would not be told again by this very text. */
type Take = (text: string, row: number) => boolean;

const INTEGER = /^(?:0|-?[1-9]\d{0,18})$/;
const NUMBER = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;
const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const BYTES = /^\\x(?:[0-9a-f]{2})*$/;

/** Reads the texts of a server that brings nothing else, or of a statement that cannot be copied. */
export function parserOf(target: KindFiller): ReadText {
  const { filler } = target;
  const take = takerOf(target);
  return (text, row) => {
    if (!take(text, row)) filler.setExact(row, text);
  };
}

function takerOf(target: KindFiller): Take {
  switch (target.kind) {
    case 'boolean':
      return (text, row) => (text === 't' || text === 'f') && put(() => target.filler.put(row, text === 't' ? 1 : 0));
    case 'int16':
    case 'int32':
      return integers(target.filler, target.kind === 'int16' ? 16 : 32);
    case 'int64':
      return (text, row) => isInteger(text, 64) && put(() => target.filler.putLong(row, BigInt(text)));
    case 'float32':
      return (text, row) => putReal(target.filler, row, text);
    case 'float64':
      return (text, row) => putFloat(target.filler, row, text);
    case 'decimal':
      return decimals(target);
    case 'date':
      return (text, row) => ifAny(daysIn(text), (days) => target.filler.put(row, days));
    case 'timestamp':
    case 'timestamptz':
      return timestamps(target.filler, target.kind === 'timestamp' ? '' : '+00');
    case 'uuid':
      return (text, row) => UUID.test(text) && put(() => target.filler.put(row, fixedOf(text.replaceAll('-', '')), 0));
    case 'bytea':
      return (text, row) => BYTES.test(text) && put(() => target.filler.putText(row, text.slice(2), 'hex'));
    default:
      return (text, row) => put(() => target.filler.putText(row, text));
  }
}

function integers(filler: Int32Filler, bits: number): Take {
  return (text, row) => isInteger(text, bits) && put(() => filler.put(row, Number(text)));
}

function timestamps(filler: LongFiller, zone: '' | '+00'): Take {
  return (text, row) => ifAny(microsIn(text, zone), (micros) => filler.putLong(row, micros));
}

function decimals(target: Extract<KindFiller, { readonly kind: 'decimal' }>): Take {
  return (text, row) => ifAny(digitsIn(text, target.precision, target.scale), (value) => {
    if (target.wide) target.filler.put(row, fixedOf(BigInt.asUintN(128, value).toString(16).padStart(32, '0')), 0);
    else target.filler.putLong(row, value);
  });
}

/** A decimal without its point; undefined where it has other digits than its column promises. */
function digitsIn(text: string, precision: number, scale: number): bigint | undefined {
  const [, sign, whole = '', fraction = ''] = NUMBER.exec(text) ?? [];
  if (sign === undefined || fraction.length !== scale || (whole === '0' ? 0 : whole.length) > precision - scale) return undefined;
  const value = BigInt(whole + fraction);
  if (sign === '') return value;
  return value === 0n ? undefined : -value;
}

const isInteger = (text: string, bits: number): boolean => INTEGER.test(text) && BigInt.asIntN(bits, BigInt(text)) === BigInt(text);

/** 16 bytes out of their hexadecimal digits. */
function fixedOf(hex: string): DataView {
  const { buffer, byteOffset, length } = Buffer.from(hex, 'hex');
  return new DataView(buffer, byteOffset, length);
}

function put(value: () => void): true {
  value();
  return true;
}

const ifAny = <T>(value: T | undefined, use: (value: T) => void): boolean => value !== undefined && put(() => use(value));
