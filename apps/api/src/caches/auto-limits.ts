import { LRUCache } from 'lru-cache';
import { withAutoLimit } from '@onceql/shared';
import type { Engine } from '@onceql/shared';

/** All remembered texts of a process together, in UTF-16 units. */
const TOTAL = 4 * 1024 * 1024;

/** Remembers statements with their automatic limit: finding out costs two parses, and the same ones come again and again. */
export class AutoLimits {
  readonly #limited: LRUCache<string, string>;

  constructor(total = TOTAL) {
    this.#limited = new LRUCache({ maxSize: total, sizeCalculation: (limited, text) => limited.length + text.length + 1 });
  }

  /** As `withAutoLimit` says. */
  of(statement: string, engine: Engine): string {
    const name = `${engine} ${statement}`;
    const known = this.#limited.get(name);
    if (known !== undefined) return known;
    const limited = withAutoLimit(statement, engine);
    this.#limited.set(name, limited);
    return limited;
  }
}
