/** Puts the value in `bytes[at … at + length)` into a row. */
export type Read = (bytes: Uint8Array, at: number, length: number, row: number) => void;

// Numbers out of bytes as the protocol has them, the greatest byte first.

export const int16 = (bytes: Uint8Array, at: number): number => (((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16)) >> 16;

export const uint16 = (bytes: Uint8Array, at: number): number => ((bytes[at] as number) << 8) | (bytes[at + 1] as number);

export const int32 = (bytes: Uint8Array, at: number): number =>
  ((bytes[at] as number) << 24) | ((bytes[at + 1] as number) << 16) | ((bytes[at + 2] as number) << 8) | (bytes[at + 3] as number);
