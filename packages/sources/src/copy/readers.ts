import type { BytesFiller } from '../cells/bytes-filler.js';
import type { KindFiller } from '../cells/filler-of.js';
import type { LongFiller } from '../cells/fillers.js';
import type { Read } from './read.js';
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
      return (source, at, _, row) => target.filler.put(row, source.getUint8(at) === 0 ? 0 : 1);
    case 'int16':
    case 'int32':
      return type === INT16 ? (source, at, _, row) => target.filler.put(row, source.getInt16(at)) : (source, at, _, row) => target.filler.put(row, source.getInt32(at));
    case 'date':
      return (source, at, _, row) => readDate(target.filler, source, at, row);
    case 'int64':
      return (source, at, _, row) => target.filler.put(row, source.getInt32(at + 4), source.getInt32(at));
    case 'timestamp':
    case 'timestamptz':
      return timestampReader(target.filler, target.kind === 'timestamp' ? '' : '+00');
    case 'float32':
      return (source, at, _, row) => target.filler.put(row, source.getInt32(at));
    case 'float64':
      return (source, at, _, row) => target.filler.put(row, source.getInt32(at + 4), source.getInt32(at));
    case 'decimal':
      return decimalReader(target);
    case 'uuid':
      return (source, at, _, row) => target.filler.put(row, source, at);
    default:
      return bytesReader(target.filler, type);
  }
}

const timestampReader = (filler: LongFiller, zone: '' | '+00'): Read => (source, at, _, row) => readTimestamp(filler, source, at, row, zone);

function bytesReader(filler: BytesFiller, type: number | undefined): Read {
  if (type === JSONB) return (source, at, length, row) => filler.put(row, source, at + 1, length - 1);
  if (type === OID) return (source, at, _, row) => filler.putText(row, String(source.getInt32(at) >>> 0), 'latin1');
  return (source, at, length, row) => filler.put(row, source, at, length);
}
