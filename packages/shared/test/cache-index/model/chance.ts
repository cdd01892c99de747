import { seededRandom } from '@onceql/testing';

/** Choices that follow from a seed alone. */
export class Chance {
  /** From 0 up to, but not including, 1. */
  readonly next: () => number;

  constructor(seed: number) {
    this.next = seededRandom(seed);
  }

  /** Whether something happens that does so in this share of all cases. */
  often(share: number): boolean {
    return this.next() < share;
  }

  /** An integer from 0 to one below `bound`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** One of a list; undefined of an empty one. */
  one<T>(list: readonly T[]): T | undefined {
    return list[this.below(list.length)];
  }

  /** One of a list that has some. */
  of<T>(list: readonly [T, ...T[]]): T {
    return list[this.below(list.length)] as T;
  }
}
