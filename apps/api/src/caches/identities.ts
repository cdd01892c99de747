import { LRUCache } from 'lru-cache';
import { identify } from '@onceql/shared';
import type { Identity, Refusal, Source } from '@onceql/shared';

/** All remembered statements of a process together, in characters. */
const TOTAL = 32 * 1024 * 1024;

/** Remembers what statements were identified as: a parse costs far more than a look-up. */
export class Identities {
  readonly #known = new LRUCache<string, Known>({
    maxSize: TOTAL,
    sizeCalculation: (_identity, text) => text.length * 4 + 1024,
  });
  readonly #clock: () => number;

  /** @param clock Milliseconds since 1970. */
  constructor(clock: () => number = Date.now) {
    this.#clock = clock;
  }

  of(source: Source, statement: string, cache: 'on' | 'off'): Identity | Refusal {
    const text = `${source.id} ${source.version} ${cache} ${statement}`;
    const known = this.#known.get(text);
    if (known && (known.from === undefined || this.#isWithin(known))) return known.identity;
    const now = this.#clock();
    const identity = identify({ statement, source, cache, now: new Date(now) });
    this.#known.set(text, { identity, ...('ends' in identity && { from: now, ends: identity.ends }) });
    return identity;
  }

  /** A clock that was put back may be before the day on which a statement was identified. */
  #isWithin({ from = 0, ends = 0 }: Known): boolean {
    const now = this.#clock();
    return from <= now && now < ends;
  }
}

/** An identity, and the time within which it holds where that matters. */
interface Known {
  readonly identity: Identity | Refusal;
  readonly from?: number;
  readonly ends?: number | undefined;
}
