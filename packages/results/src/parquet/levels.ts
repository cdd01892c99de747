import { packBits, writeRun, writeVarint } from './bits.js';

/** Which rows of a page are null, as they gather: Parquet's definition levels of an optional column. */
export class Levels {
  rows = 0;
  nulls = 0;
  /** 1 for a value; only where there are nulls. */
  private present: Uint8Array | undefined;

  /** Takes rows `from` up to `to`. Answers how many of them are null. */
  append(present: Uint8Array | undefined, from: number, to: number): number {
    const nulls = present === undefined ? 0 : nullsIn(present, from, to);
    if (nulls > 0 || this.present !== undefined) this.note(nulls > 0 ? present : undefined, from, to);
    this.rows += to - from;
    this.nulls += nulls;
    return nulls;
  }

  /** Bytes that `write` needs at most. */
  get size(): number {
    return 4 + 5 + Math.ceil(this.rows / 8);
  }

  /** Writes the levels with their length before them, as data pages of the first version have them. Answers where they end. */
  write(target: Uint8Array): number {
    const end = this.nulls === 0 || this.nulls === this.rows
      ? writeRun(target, 4, this.nulls === 0 ? 1 : 0, this.rows, 1)
      : packBits(target, writeVarint(target, 4, Math.ceil(this.rows / 8) * 2 + 1), this.present as Uint8Array, this.rows);
    new DataView(target.buffer, target.byteOffset).setUint32(0, end - 4, true);
    return end;
  }

  clear(): void {
    this.rows = 0;
    this.nulls = 0;
    this.present = undefined;
  }

  private note(present: Uint8Array | undefined, from: number, to: number): void {
    const needed = this.rows + to - from;
    let kept = this.present;
    if (kept === undefined || kept.length < needed) {
      const larger = new Uint8Array(Math.max(2 * needed, 64));
      if (kept === undefined) larger.fill(1, 0, this.rows);
      else larger.set(kept);
      this.present = kept = larger;
    }
    if (present === undefined) kept.fill(1, this.rows, needed);
    else kept.set(present.subarray(from, to), this.rows);
  }
}

function nullsIn(present: Uint8Array, from: number, to: number): number {
  let values = 0;
  for (let r = from; r < to; r++) values += present[r] as number;
  return to - from - values;
}
