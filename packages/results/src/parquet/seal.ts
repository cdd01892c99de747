import { crc32 } from 'node:zlib';

/** Bytes of a seal. */
export const SEAL_BYTES = 4;

/** The field of a page's header that holds the seal of all fields before it, and what it takes with the end of the header. */
export const HEADER_SEAL = 20;
export const HEADER_SEAL_BYTES = 2 + SEAL_BYTES + 1;

/** A CRC-32 as a seal: what tells whether bytes are still those that were written. The lowest byte comes first. */
export function sealOf(crc: number): Uint8Array {
  const seal = Buffer.alloc(SEAL_BYTES);
  seal.writeUInt32LE(crc >>> 0);
  return seal;
}

/** Whether the seal is that of the bytes. */
export const isSealed = (bytes: Uint8Array, seal: Uint8Array): boolean => Buffer.compare(sealOf(crc32(bytes)), seal) === 0;
