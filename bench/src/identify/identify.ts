import { setImmediate as breath } from 'node:timers/promises';
import { Identities } from '@onceql/api/dist/caches/identities.js';
import { OPTION_DEFAULTS, StatementReader, identify } from '@onceql/shared';
import type { Source } from '@onceql/shared';
import { loadModule, parseSync } from 'libpg-query';
import { median, quantile, shown } from '../measure/median.js';
import { countAnalyses } from './analyses.js';
import { longestHolds } from './holds.js';
import { statements } from './statements.js';

const WARM_UP = 3;
const ROUNDS = 9;
/** A look-up is shorter than the clock can tell. */
const REPEATS = 50;

const SOURCE: Source = {
  id: 1, name: 'warehouse', type: 'pg', version: 1, createdAt: new Date(0),
  options: { ...OPTION_DEFAULTS, host: 'db', dbname: 'sales', user: 'reader', password: '', sslmode: 'disable' },
};

/** Microseconds by statement, over the rounds. */
interface Timed {
  readonly parse: number[];
  readonly identify: number[];
  readonly memo: number[];
}

/**
 * What it costs to tell what a statement is: parse alone, identify, and a look-up of one that is remembered, one after the
 * other in every round; how often the source is asked for a new key and for a hit; and for how long statements that are long hold
 * everybody else. A statement's figure is the median of
 * its rounds, so that what the machine does beside it counts for little.
 */
export async function bench(): Promise<Record<string, unknown>> {
  const reader = new StatementReader();
  await Promise.all([reader.start(), loadModule()]);
  // What the parser rejects costs nothing to speak of.
  const texts = statements().filter(isRead);
  const timed = texts.map((): Timed => ({ parse: [], identify: [], memo: [] }));
  for (let round = -WARM_UP; round < ROUNDS; round += 1) {
    const identities = new Identities(reader);
    for (const [at, text] of texts.entries()) {
      const figures = measure(text, identities);
      if (round >= 0) for (const part of PARTS) timed[at]?.[part].push(figures[part]);
    }
    await breath();
  }
  await reader.close();
  return { ...report(texts, timed), catalog: await countAnalyses(), long: await longestHolds() };
}

function isRead(text: string): boolean {
  try {
    parseSync(text);
    return true;
  } catch {
    return false;
  }
}

const PARTS = ['parse', 'identify', 'memo'] as const;

function measure(text: string, identities: Identities): Record<(typeof PARTS)[number], number> {
  const alone = micros(() => void parseSync(text));
  const first = micros(() => void identify({ statement: text, source: SOURCE, cache: 'on', now: new Date() }));
  identities.of(SOURCE, text, 'on');
  // As it comes out of a request: a text of its own, that nobody has hashed.
  const copies = Array.from({ length: REPEATS }, () => JSON.parse(JSON.stringify(text)) as string);
  const memo = micros(() => copies.forEach((copy) => identities.of(SOURCE, copy, 'on'))) / REPEATS;
  return { parse: alone, identify: first, memo };
}

function micros(work: () => void): number {
  const begun = performance.now();
  work();
  return (performance.now() - begun) * 1000;
}

function report(texts: readonly string[], timed: readonly Timed[]): Record<string, unknown> {
  const of = (part: keyof Timed): number[] => timed.map((each) => median(each[part]));
  const [alone, first, memo] = [of('parse'), of('identify'), of('memo')];
  const ratios = first.map((each, at) => each / (alone[at] ?? NaN));
  const lengths = texts.map(({ length }) => length);
  return {
    bench: 'identify',
    says: 'Microseconds to tell what a statement is: the first time, and remembered; beside the parse alone, in the same rounds.',
    statements: texts.length,
    characters: { median: median(lengths), p90: quantile(lengths, 0.9), longest: Math.max(...lengths) },
    parse_us: spread(alone),
    identify_us: { ...spread(first), p99_of_all_rounds: shown(quantile(timed.flatMap((each) => each.identify), 0.99)) },
    memo_us: spread(memo),
    identify_to_parse: { median: shown(median(ratios)), p99: shown(quantile(ratios, 0.99)) },
    bars: { identify_median_120: median(first) <= 120, identify_p99_5000: quantile(first, 0.99) <= 5000, memo_median_2: median(memo) <= 2 },
  };
}

const spread = (values: readonly number[]): Record<string, number> => ({
  median: shown(median(values)), p90: shown(quantile(values, 0.9)), p99: shown(quantile(values, 0.99)),
});
