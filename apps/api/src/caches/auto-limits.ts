import { LRUCache } from 'lru-cache';
import type { Engine, Soon, StatementReader } from '@onceql/shared';
import { UnderWay } from './under-way.js';

/** All remembered texts of a process together, in UTF-16 units. */
const TOTAL = 4 * 1024 * 1024;

/** Remembers statements with their automatic limit: finding out costs two parses, and the same ones come again and again. */
export class AutoLimits {
  readonly #reader: Pick<StatementReader, 'withAutoLimit'>;
  readonly #limited: LRUCache<string, string>;
  readonly #underWay = new UnderWay<string>();

  constructor(reader: Pick<StatementReader, 'withAutoLimit'>, total = TOTAL) {
    this.#reader = reader;
    this.#limited = new LRUCache({ maxSize: total, sizeCalculation: (limited, text) => limited.length + text.length + 1 });
  }

  /** As `withAutoLimit` says. @throws ServiceUnavailable where the statement is long and cannot be read now */
  of(statement: string, engine: Engine): Soon<string> {
    const name = `${engine} ${statement}`;
    const known = this.#limited.get(name) ?? this.#underWay.find(name);
    if (known !== undefined) return known;
    return this.#underWay.add(name, this.#reader.withAutoLimit(statement, engine), (limited) => this.#limited.set(name, limited));
  }
}
