import { uncompressSync } from 'snappy';
import { crc32 } from 'node:zlib';
import { unpackBits } from './bits.js';
import { HEADER_SEAL, HEADER_SEAL_BYTES, isSealed } from './seal.js';
import { numberIn, structIn, ThriftReader } from './thrift-read.js';

/**
 * The collector of garbage does not know how large the library's own buffers are. Of what it unpacks on threads of its own the
 * library keeps as much again for each page of many megabytes, for good.
 */
const COPIED = { copyOutputData: true };

/** A page, unpacked. */
export interface RawPage {
  /** Rows, or values of a dictionary. */
  readonly count: number;
  readonly encoding: number;
  readonly bytes: Uint8Array;
}

/** @param field of the page's own header: 5 for data, 7 for a dictionary. @throws RangeError for damage */
export function readPage(stored: Uint8Array, field: 5 | 7): RawPage {
  const reader = new ThriftReader(stored);
  const header = reader.struct();
  const fields = stored.subarray(0, reader.at - HEADER_SEAL_BYTES);
  const seal = header.get(HEADER_SEAL);
  if (!(seal instanceof Uint8Array) || !isSealed(fields, seal)) throw new RangeError('The header of a page is damaged');
  const body = stored.subarray(reader.at, reader.at + numberIn(header, 3));
  if (crc32(body) !== numberIn(header, 4) >>> 0) throw new RangeError('A page is damaged');
  const own = structIn(header, field);
  const bytes = uncompressSync(body, COPIED);
  if (!(bytes instanceof Uint8Array) || bytes.length !== numberIn(header, 2)) throw new RangeError('A page has another size');
  return { count: numberIn(own, 1), encoding: numberIn(own, 2), bytes };
}

/** Which rows of a page have values: 1 or 0 a row, or the same for all. Answers where the values begin, too. */
export function readLevels({ bytes, count }: RawPage): { present: Uint8Array | 'all' | 'none'; at: number } {
  const length = new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true);
  let at = 4;
  let head = 0;
  for (let shift = 0; ; shift += 7) {
    const byte = bytes[at++] as number;
    head |= (byte & 0x7f) << shift;
    if (byte < 0x80) break;
  }
  const packed = (head & 1) === 1;
  if ((head >>> 1) * (packed ? 8 : 1) < count) throw new RangeError('Levels end too early');
  return { present: packed ? unpackBits(bytes, at, count) : bytes[at] === 1 ? 'all' : 'none', at: 4 + length };
}
