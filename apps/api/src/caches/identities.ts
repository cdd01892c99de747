import { LRUCache } from 'lru-cache';
import { identify } from '@onceql/shared';
import type { Identity, Refusal, Source } from '@onceql/shared';

/** All remembered statements of a process together, in characters. */
const TOTAL = 32 * 1024 * 1024;

/** Remembers what statements were identified as: a parse costs far more than a look-up. */
export class Identities {
  readonly #known = new LRUCache<string, Identity | Refusal>({
    maxSize: TOTAL,
    sizeCalculation: (_identity, text) => text.length * 4 + 1024,
  });

  of(source: Source, statement: string, cache: 'on' | 'off'): Identity | Refusal {
    const text = `${source.id} ${source.version} ${cache} ${statement}`;
    const known = this.#known.get(text);
    if (known) return known;
    const identity = identify({ statement, source, cache });
    this.#known.set(text, identity);
    return identity;
  }
}
