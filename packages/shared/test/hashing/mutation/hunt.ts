import type { Answers } from './answers.js';
import type { Family } from './families.js';
import { byKey, notSettled, readableOf, sameTree, type Identifier } from './identifier.js';
import { judge } from './judge.js';
import { newTally, type Tally } from './tally.js';

interface Candidate {
  readonly pair: readonly [string, string];
  readonly by: readonly string[];
}

/** Of pairs that are one to the parser already, a few of each family will do. */
const SAME_TREES = 2;

/** Identifies statements, and executes whatever has one identity. */
export class Hunt {
  readonly tally: Tally = newTally();
  readonly #answers: Answers;
  readonly #identify: Identifier;
  readonly #onlyNew: boolean;
  /** The first statement of each identity, and all that there have been. */
  readonly #first = new Map<string, string>();
  readonly #known = new Set<string>();

  /** `onlyNew`: pairs that `byKey` tells apart, since others are judged elsewhere. */
  constructor(answers: Answers, identify: Identifier, { onlyNew = false } = {}) {
    this.#answers = answers;
    this.#identify = identify;
    this.#onlyNew = onlyNew;
  }

  /** All that a family gives, and what its statement alone does. */
  async try({ text, mutants }: Family): Promise<void> {
    const met = this.#meet(text);
    const found: Candidate[] = met === undefined ? [] : [{ pair: [met, text], by: [] }];
    for (const { text: other, by } of mutants) {
      const first = this.#meet(other);
      if (first !== undefined) found.push({ pair: [first, other], by: first === text ? by : [] });
    }
    if (!this.#onlyNew) await this.#look(text);
    const readable = this.#onlyNew ? undefined : readableOf(text);
    if (readable !== undefined && readable !== text) found.unshift({ pair: [text, readable], by: ['the canonical text'] });
    for (const candidate of this.#worthwhile(found)) await this.#execute(candidate);
  }

  async #look(text: string): Promise<void> {
    this.tally.executed += 1;
    if ((await this.#answers.of(text)).outcome === 'rows') this.tally.ran += 1;
    const what = notSettled(text);
    if (what !== undefined) this.tally.unsettled.push([text, what]);
  }

  #worthwhile(found: readonly Candidate[]): Candidate[] {
    let same = 0;
    return found.filter(({ pair: [a, b] }) => {
      if (this.#onlyNew) return byKey(a) !== byKey(b);
      if (!sameTree(a, b)) this.tally.rewritten += 1;
      else if ((same += 1) > SAME_TREES) return false;
      return true;
    });
  }

  /** The statement that has had the same identity before, if there is one and the two have not met. */
  #meet(text: string): string | undefined {
    if (this.#known.has(text)) return undefined;
    this.#known.add(text);
    this.tally.statements += 1;
    const key = this.#identify(text);
    const first = key === undefined ? undefined : this.#first.get(key);
    if (key !== undefined && first === undefined) this.#first.set(key, text);
    return first;
  }

  async #execute({ pair, by }: Candidate): Promise<void> {
    const { tally } = this;
    const verdict = await judge(this.#answers, pair);
    tally.merges += 1;
    if (by.length === 0) tally.met += 1;
    if (verdict.verdict === 'unknown') tally.unknown += 1;
    if (verdict.verdict === 'undetermined') tally.undetermined += 1;
    if (verdict.verdict === 'lopsided') tally.lopsided += 1;
    if (verdict.verdict === 'both fail') tally.bothFail += 1;
    if (verdict.verdict === 'different') tally.falseMerges.push({ pair, by, difference: verdict.difference });
    if (verdict.verdict !== 'alike') return;
    if (verdict.rows) tally.withRows += 1;
    for (const name of by) tally.kinds.add(name);
  }
}
