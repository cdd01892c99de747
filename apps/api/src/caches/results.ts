import { LRUCache } from 'lru-cache';
import type { Ledger, Result } from '@onceql/shared';

/** All records of a process together, in bytes. */
const TOTAL = 32 * 1024 * 1024;

/** Records of results by id; they never change once they are visible. */
export class Results {
  readonly #ledger: Ledger;
  readonly #known = new LRUCache<number, Result>({
    maxSize: TOTAL,
    sizeCalculation: ({ statement, columns }) => 2048 + statement.length * 2 + columns.length * 200,
  });

  constructor(ledger: Ledger) {
    this.#ledger = ledger;
  }

  /** Takes in what is known from elsewhere. */
  remember(result: Result): void {
    this.#known.set(result.id, result);
  }

  /** As `find`, of what is in memory. */
  peek(id: number): Result | undefined {
    return this.#known.get(id);
  }

  async find(id: number): Promise<Result | undefined> {
    const known = this.#known.get(id);
    if (known) return known;
    const found = await this.#ledger.findResult(id);
    if (found) this.#known.set(id, found);
    return found;
  }
}
