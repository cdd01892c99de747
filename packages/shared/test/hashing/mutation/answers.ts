import type { Answer } from '../oracle/answer.js';
import type { Oracle } from '../oracle/oracle.js';

/** Answers of the oracle, each asked for once until they are forgotten. */
export class Answers {
  readonly oracle: Oracle;
  readonly #known = new Map<string, Answer>();

  constructor(oracle: Oracle) {
    this.oracle = oracle;
  }

  async of(statement: string): Promise<Answer> {
    const known = this.#known.get(statement);
    if (known !== undefined) return known;
    const answer = await this.oracle.answer(statement);
    this.#known.set(statement, answer);
    return answer;
  }

  forget(): void {
    this.#known.clear();
  }
}
