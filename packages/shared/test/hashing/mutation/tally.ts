/** Two statements of one identity that are answered differently. */
export interface FalseMerge {
  readonly pair: readonly [string, string];
  /** The mutations between them; empty where two statements met by chance. */
  readonly by: readonly string[];
  readonly difference: string;
}

/** What was done, and what was found. */
export interface Tally {
  statements: number;
  /** How many of the generated ones, without mutants, were executed, and how many of those gave rows. */
  executed: number;
  ran: number;
  /** Pairs of one identity that were executed; of those: unlike to the parser, that gave rows, that met by chance. */
  merges: number;
  rewritten: number;
  withRows: number;
  met: number;
  /** Without a verdict: too slow, or with answers that rest on the plan. */
  unknown: number;
  undetermined: number;
  /** Told apart by the worker alone, which shares neither. */
  lopsided: number;
  /** Both fail, with different codes. */
  bothFail: number;
  /** Mutations that kept an identity. */
  readonly kinds: Set<string>;
  readonly falseMerges: FalseMerge[];
  /** Statements whose canonical form is not as it should be. */
  readonly unsettled: (readonly [statement: string, what: string])[];
}

export const newTally = (): Tally => ({
  statements: 0, executed: 0, ran: 0, merges: 0, rewritten: 0, withRows: 0, met: 0, unknown: 0, undetermined: 0, lopsided: 0, bothFail: 0,
  kinds: new Set(), falseMerges: [], unsettled: [],
});

/** The figures in a line. */
export function figures(tally: Tally): string {
  const share = tally.executed === 0 ? 0 : Math.round((tally.ran * 100) / tally.executed);
  return [
    `${tally.statements} statements (${share}% of the generated ones ran without error)`,
    `${tally.merges} merges executed, ${tally.rewritten} of them unlike to the parser, ${tally.withRows} with rows, ${tally.met} by chance`,
    `${tally.kinds.size} kinds of mutations kept an identity`,
    `${tally.undetermined} undetermined, ${tally.unknown} too slow, ${tally.lopsided} the worker's to tell apart, ${tally.bothFail} fail otherwise`,
    `${tally.unsettled.length} not settled, ${tally.falseMerges.length} false`,
  ].join('; ');
}
