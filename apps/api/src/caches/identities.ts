import { LRUCache } from 'lru-cache';
import type { AskedLimits, Identity, Refusal, Soon, Source, StatementReader } from '@onceql/shared';
import { UnderWay } from './under-way.js';

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
  readonly #reader: Pick<StatementReader, 'identify'>;
  readonly #known: LRUCache<string, readonly Known[]>;
  readonly #underWay = new UnderWay<Identity | Refusal>();
  readonly #clock: () => number;

  /** @param clock Milliseconds since 1970. @param total Bytes that may be remembered in all. */
  constructor(reader: Pick<StatementReader, 'identify'>, clock: () => number = Date.now, total = TOTAL) {
    this.#reader = reader;
    this.#clock = clock;
    this.#known = new LRUCache({ maxSize: total, sizeCalculation: (known, text) => known.reduce((sum, { identity }) => sum + bytesOf(identity), 2 * text.length + 1) });
  }

  /** Bytes that are remembered, rather too many than too few. */
  get bytes(): number {
    return this.#known.calculatedSize;
  }

  /** At once where it is remembered or short. @throws ServiceUnavailable where it is long and cannot be read now */
  of(source: Source, statement: string, wish: Wish, asked: AskedLimits = NO_LIMITS): Soon<Identity | Refusal> {
    const limits = asked === NO_LIMITS ? '' : JSON.stringify(asked);
    const known = this.#known.get(statement)?.find((each) => isOf(each, source, wish, limits));
    if (known && (known.from === undefined || this.#isWithin(known))) return known.identity;
    const name = `${source.id} ${source.version} ${wish} ${limits} ${statement}`;
    const begun = this.#underWay.find(name);
    if (begun) return begun;
    const now = this.#clock();
    const reading = this.#reader.identify({ statement, source, cache: wish, limits: asked, now: new Date(now) });
    return this.#underWay.add(name, reading, (identity) =>
      this.#remember(statement, { source: source.id, version: source.version, wish, limits, identity, ...('ends' in identity && { from: now, ends: identity.ends }) }));
  }

  #remember(statement: string, made: Known): void {
    const others = this.#known.get(statement)?.filter((each) => isOfOther(each, made)) ?? [];
    this.#known.set(statement, [...others, made]);
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
