import fc from 'fast-check';

/** Every number as often as any other: `often` means what it says. */
const upTo = (max: number): fc.Arbitrary<number> => fc.noBias(fc.integer({ min: 0, max }));

/** Choices out of one draw of fast-check: they follow from its seed alone. */
export class Choices {
  readonly #draw: fc.GeneratorValue;

  constructor(draw: fc.GeneratorValue) {
    this.#draw = draw;
  }

  /** An integer from 0 to one below `bound`. */
  below(bound: number): number {
    return bound <= 1 ? 0 : this.#draw(upTo, bound - 1);
  }

  /** Whether something happens that does so in this share of all cases. */
  often(share: number): boolean {
    return this.below(1000) < share * 1000;
  }

  /** One of a list that has some. */
  of<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('a choice out of nothing');
    return list[this.below(list.length)] as T;
  }

  /** One of a list, or undefined of an empty one. */
  one<T>(list: readonly T[]): T | undefined {
    return list.length === 0 ? undefined : this.of(list);
  }

  /** One of several ways, by their weights; called. */
  way<T>(...ways: readonly (readonly [weight: number, make: () => T])[]): T {
    let left = this.below(ways.reduce((sum, [weight]) => sum + weight, 0));
    for (const [weight, make] of ways) {
      if (left < weight) return make();
      left -= weight;
    }
    throw new RangeError('a choice out of nothing');
  }

  /** So many times what `make` makes. */
  times<T>(count: number, make: (index: number) => T): T[] {
    return Array.from({ length: count }, (_, index) => make(index));
  }

  /** The list in another order, or the same. */
  shuffled<T>(list: readonly T[]): T[] {
    const left = [...list];
    const out: T[] = [];
    while (left.length > 0) out.push(...left.splice(this.below(left.length), 1));
    return out;
  }
}

/** Whatever `make` makes of choices, as an arbitrary of fast-check. */
export function chosen<T>(make: (choices: Choices) => T): fc.Arbitrary<T> {
  return fc.gen().map((draw) => make(new Choices(draw)));
}
