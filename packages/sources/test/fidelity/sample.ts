import fc from 'fast-check';

/** A type, and values of it as expressions of SQL. */
export interface Sample {
  readonly type: string;
  readonly value: fc.Arbitrary<string>;
}

/** @param value Constants or expressions that can be cast to the type. */
export const of = (type: string, value: fc.Arbitrary<string>): Sample => ({ type, value: value.map((expression) => `(${expression})::${type}`) });

export const column = (sample: Sample): fc.Arbitrary<Sample> => fc.constant(sample);
