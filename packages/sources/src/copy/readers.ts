import type { BytesFiller } from '../cells/bytes-filler.js';
import type { KindFiller } from '../cells/filler-of.js';
import type { LongFiller } from '../cells/fillers.js';
import { int16, int32, type Read } from './binary.js';
import { decimalReader } from './numeric.js';
import { readDate, readTimestamp } from './times.js';

/** Types of one kind that come in another form than the others. */
const INT16 = 21;
const OID = 26;
const JSONB = 3802;

/**
 * Reads values of a type in the form that COPY … (FORMAT binary) gives them.
 * @param type The oid of the column's type; undefined where it comes as text.
 */
export function readerOf(target: KindFiller, type: number | undefined): Read {
  switch (target.kind) {
    case 'boolean':
      return (bytes, at, _, row) => target.filler.put(row, bytes[at] === 0 ? 0 : 1);
    case 'int16':
    case 'int32':
      return type === INT16 ? (bytes, at, _, row) => target.filler.put(row, int16(bytes, at)) : (bytes, at, _, row) => target.filler.put(row, int32(bytes, at));
    case 'date':
      return (bytes, at, _, row) => readDate(target.filler, bytes, at, row);
    case 'int64':
      return (bytes, at, _, row) => target.filler.put(row, int32(bytes, at + 4), int32(bytes, at));
    case 'timestamp':
    case 'timestamptz':
      return timestampReader(target.filler, target.kind === 'timestamp' ? '' : '+00');
    case 'float32':
      return (bytes, at, _, row) => target.filler.put(row, int32(bytes, at));
    case 'float64':
      return (bytes, at, _, row) => target.filler.put(row, int32(bytes, at + 4), int32(bytes, at));
    case 'decimal':
      return decimalReader(target);
    case 'uuid':
      return (bytes, at, _, row) => target.filler.put(row, bytes, at);
    default:
      return bytesReader(target.filler, type);
  }
}

const timestampReader = (filler: LongFiller, zone: '' | '+00'): Read => (bytes, at, _, row) => readTimestamp(filler, bytes, at, row, zone);

function bytesReader(filler: BytesFiller, type: number | undefined): Read {
  if (type === JSONB) return (bytes, at, length, row) => filler.put(row, bytes, at + 1, length - 1);
  if (type === OID) return (bytes, at, _, row) => filler.putText(row, String(int32(bytes, at) >>> 0), 'latin1');
  return (bytes, at, length, row) => filler.put(row, bytes, at, length);
}
