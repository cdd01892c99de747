/** An open hash table from hashes to indexes that are given in turn: 0, 1, 2… It grows with them. */
export class HashSlots {
  private slots = new Int32Array(256);
  private hashes = new Int32Array(128);

  /** Where to look first for a hash. */
  first(hash: number): number {
    const spread = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
    return (spread ^ (spread >>> 13)) & (this.slots.length - 1);
  }

  next(slot: number): number {
    return (slot + 1) & (this.slots.length - 1);
  }

  /** The index in a slot; -1 where it is free. */
  at(slot: number): number {
    return (this.slots[slot] as number) - 1;
  }

  hash(index: number): number {
    return this.hashes[index] as number;
  }

  /** Puts the next index into a free slot. */
  put(slot: number, hash: number, index: number): void {
    this.slots[slot] = index + 1;
    this.hashes[index] = hash;
    if (index + 1 === this.hashes.length) this.grow();
  }

  private grow(): void {
    const hashes = this.hashes;
    this.hashes = new Int32Array(2 * hashes.length);
    this.hashes.set(hashes);
    this.slots = new Int32Array(2 * this.slots.length);
    for (const [index, hash] of hashes.entries()) {
      let slot = this.first(hash);
      while (this.slots[slot] !== 0) slot = this.next(slot);
      this.slots[slot] = index + 1;
    }
  }
}
