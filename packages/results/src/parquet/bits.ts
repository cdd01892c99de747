/**
 * Parquet's hybrid of runs and packed bits (Encodings.md, RLE = 3), as far as we write it: one run where all values are the
 * same, else one stretch of packed bits, which snappy then makes small where values repeat.
 */

/** Bytes that `writeHybrid` may need at most. */
export function hybridSize(count: number, width: number): number {
  return 5 + Math.max(4, Math.ceil(count / 8) * width);
}

/** Bits that hold every number below `count`. */
export function bitWidth(count: number): number {
  return count <= 1 ? 0 : 32 - Math.clz32(count - 1);
}

/** Writes `count` times the same value. Answers where it ends. */
export function writeRun(target: Uint8Array, at: number, value: number, count: number, width: number): number {
  let end = writeVarint(target, at, count * 2);
  for (let bits = 0; bits < width; bits += 8) target[end++] = (value >>> bits) & 0xff;
  return end;
}

/** Packs values of up to 24 bits, the lowest bit first. Answers where they end. */
export function writePacked(target: Uint8Array, at: number, values: ArrayLike<number>, count: number, width: number): number {
  const groups = Math.ceil(count / 8);
  let end = writeVarint(target, at, groups * 2 + 1);
  let held = 0;
  let bits = 0;
  for (let i = 0; i < groups * 8; i++) {
    held |= (i < count ? (values[i] as number) : 0) << bits;
    bits += width;
    for (; bits >= 8; bits -= 8) {
      target[end++] = held & 0xff;
      held >>>= 8;
    }
  }
  return end;
}

/** Packs bytes that are 0 or 1 into bits, the lowest first. Answers where they end. */
export function packBits(target: Uint8Array, at: number, ones: Uint8Array, count: number): number {
  let end = at;
  const whole = count & ~7;
  for (let i = 0; i < whole; i += 8) {
    target[end++] =
      (ones[i] as number) | ((ones[i + 1] as number) << 1) | ((ones[i + 2] as number) << 2) | ((ones[i + 3] as number) << 3) |
      ((ones[i + 4] as number) << 4) | ((ones[i + 5] as number) << 5) | ((ones[i + 6] as number) << 6) | ((ones[i + 7] as number) << 7);
  }
  if (whole === count) return end;
  let last = 0;
  for (let i = whole; i < count; i++) last |= (ones[i] as number) << (i - whole);
  target[end++] = last;
  return end;
}

/** Unpacks bits into bytes that are 0 or 1. */
export function unpackBits(source: Uint8Array, at: number, count: number): Uint8Array {
  const ones = new Uint8Array(count);
  for (let i = 0; i < count; i++) ones[i] = ((source[at + (i >> 3)] as number) >> (i & 7)) & 1;
  return ones;
}

/** Reads `count` values of `width` bits out of any mix of runs and packed bits. @throws RangeError where they end too early. */
export function readHybrid(source: Uint8Array, start: number, end: number, count: number, width: number): Int32Array {
  const values = new Int32Array(count);
  let at = start;
  for (let done = 0; done < count; ) {
    const head = readVarint(source, at, end);
    at = head.end;
    const size = head.value >>> 1;
    if (head.value & 1) {
      const some = Math.min(size * 8, count - done);
      if (size === 0 || at + size * width > end) throw new RangeError('Packed bits end too early');
      readPacked(source, at, values, done, some, width);
      at += size * width;
      done += some;
    } else {
      const some = Math.min(size, count - done);
      const bytes = (width + 7) >> 3;
      if (size === 0 || at + bytes > end) throw new RangeError('A run ends too early');
      let value = 0;
      for (let i = 0; i < bytes; i++) value |= (source[at + i] as number) << (8 * i);
      values.fill(value, done, done + some);
      at += bytes;
      done += some;
    }
  }
  return values;
}

function readPacked(source: Uint8Array, start: number, values: Int32Array, from: number, count: number, width: number): void {
  const mask = (1 << width) - 1;
  let at = start;
  let held = 0;
  let bits = 0;
  for (let i = from; i < from + count; i++) {
    for (; bits < width; bits += 8) held |= (source[at++] as number) << bits;
    values[i] = held & mask;
    held >>>= width;
    bits -= width;
  }
}

export function writeVarint(target: Uint8Array, at: number, value: number): number {
  let rest = value;
  let end = at;
  for (; rest >= 0x80; rest >>>= 7) target[end++] = (rest & 0x7f) | 0x80;
  target[end++] = rest;
  return end;
}

function readVarint(source: Uint8Array, at: number, end: number): { value: number; end: number } {
  let value = 0;
  let next = at;
  for (let shift = 0; shift < 35 && next < end; shift += 7) {
    const byte = source[next++] as number;
    value |= (byte & 0x7f) << shift;
    if (byte < 0x80) return { value: value >>> 0, end: next };
  }
  throw new RangeError('A number ends too early');
}
