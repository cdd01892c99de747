import type { Served } from './audit.js';
import type { Violation } from './judge.js';
import type { Statement } from './statements.js';

/** What the answers say of keys and results, over the whole storm. */
export class Findings {
  readonly #keys = new Map<string, Statement>();
  readonly #keyOf = new Map<string, string>();
  readonly #served = new Map<number, { jobs: string[]; shareable: boolean }>();
  readonly #confused: Violation[] = [];

  /** A statement was answered under a key. */
  key(key: string | null, statement: Statement): void {
    if (key === null) return;
    const [known, before] = [this.#keys.get(key), this.#keyOf.get(statement.id)];
    if ((known && known !== statement) || (before !== undefined && before !== key)) {
      this.#confused.push({ fault: 'key', details: `${statement.id} has the key ${key}`, evidence: { before, known: known?.id } });
    }
    this.#keyOf.set(statement.id, key);
    this.#keys.set(key, statement);
  }

  /** A result went to a caller as the answer to his submission. */
  served(result: number, to: string, shareable: boolean): void {
    const known = this.#served.get(result) ?? { jobs: [], shareable };
    known.jobs.push(to);
    this.#served.set(result, { jobs: known.jobs, shareable: known.shareable && shareable });
  }

  get confused(): readonly Violation[] {
    return this.#confused;
  }

  /** Keys with the statements behind them. */
  get keys(): ReadonlyMap<string, Statement> {
    return this.#keys;
  }

  get results(): readonly Served[] {
    return [...this.#served].map(([result, { jobs, shareable }]) => ({ result, jobs, shareable }));
  }
}
