import { LRUCache } from 'lru-cache';
import { identify } from '@onceql/shared';
import type { AskedLimits, Identity, Refusal, Source } from '@onceql/shared';

/** All remembered identities of a process together, in bytes. */
const TOTAL = 32 * 1024 * 1024;
/** Bytes of an identity beside its texts: settings, names, and its place among the others. */
const BESIDE = 2048;

type Wish = 'on' | 'off';
const NO_LIMITS: AskedLimits = {};

/**
 * What a statement was identified as, for one source and one wish (the source's version says which options it had), and
 * the time within which it holds where that matters.
 */
interface Known {
  readonly source: number;
  readonly version: number;
  readonly wish: Wish;
  /** What the caller asks for of limits, as JSON. */
  readonly limits: string;
  readonly identity: Identity | Refusal;
  readonly from?: number;
  readonly ends?: number | undefined;
}

/**
 * Remembers what statements were identified as: a parse costs far more than a look-up. Found by the statement alone, as it
 * came: putting more into the name would copy and hash all of it again.
 */
export class Identities {
  readonly #known: LRUCache<string, readonly Known[]>;
  readonly #clock: () => number;

  /** @param clock Milliseconds since 1970. @param total Bytes that may be remembered in all. */
  constructor(clock: () => number = Date.now, total = TOTAL) {
    this.#clock = clock;
    this.#known = new LRUCache({ maxSize: total, sizeCalculation: (known, text) => known.reduce((sum, { identity }) => sum + bytesOf(identity), 2 * text.length + 1) });
  }

  /** Bytes that are remembered, rather too many than too few. */
  get bytes(): number {
    return this.#known.calculatedSize;
  }

  of(source: Source, statement: string, wish: Wish, asked: AskedLimits = NO_LIMITS): Identity | Refusal {
    const limits = asked === NO_LIMITS ? '' : JSON.stringify(asked);
    const held = this.#known.get(statement);
    const known = held?.find((each) => isOf(each, source, wish, limits));
    if (known && (known.from === undefined || this.#isWithin(known))) return known.identity;
    const now = this.#clock();
    const identity = identify({ statement, source, cache: wish, limits: asked, now: new Date(now) });
    const made: Known = { source: source.id, version: source.version, wish, limits, identity, ...('ends' in identity && { from: now, ends: identity.ends }) };
    this.#known.set(statement, [...(held ?? []).filter((each) => isOfOther(each, made)), made]);
    return identity;
  }

  /** A clock that was put back may be before the day on which a statement was identified. */
  #isWithin({ from = 0, ends = 0 }: Known): boolean {
    const now = this.#clock();
    return from <= now && now < ends;
  }
}

const isOf = (known: Known, source: Source, wish: Wish, limits: string): boolean =>
  known.source === source.id && known.version === source.version && known.wish === wish && known.limits === limits;

/** Of a source one version counts, the last that was asked for. */
const isOfOther = (known: Known, made: Known): boolean => known.source !== made.source || (known.version === made.version && (known.wish !== made.wish || known.limits !== made.limits));

/** Two bytes a character, as a text has that is not Latin-1. */
function bytesOf(identity: Identity | Refusal): number {
  const characters = 'refused' in identity ? identity.message.length : identity.statement.length + identity.canonical.length;
  return BESIDE + 2 * characters;
}
