import type { Identity, Refusal } from '../contracts/query.js';
import type { Engine, Source } from '../contracts/source.js';
import { withAutoLimit } from '../hashing/auto-limit.js';
import { readableCanonical } from '../hashing/canonical/text.js';
import { identifyAtOnce, loadReader, type IdentifyInput } from '../hashing/identify.js';
import { kindOfRefused } from '../hashing/kind.js';
import { bindValues, valuesFor, type Bound } from '../hashing/parameters/bind.js';
import { warmReader } from '../hashing/warm-up.js';
import { charactersOf, isLong, isLongForm, isLongWith } from './extent.js';
import { ReadingThread, type ThreadOptions } from './reading-thread.js';

/** What is there at once, or comes later: to be awaited where it may come later. */
export type Soon<T> = T | Promise<T>;

/**
 * Reads statements where callers wait: short ones at once, long ones in a thread, so that nobody else is held up. Where one is
 * read is a matter of its text, and what comes of it is the same. What is read in the thread may be told as `ServiceUnavailable`.
 */
export class StatementReader {
  readonly #thread: ReadingThread;

  constructor(options: Partial<ThreadOptions> = {}) {
    this.#thread = new ReadingThread(options);
  }

  /**
   * Makes everything ready; to be awaited once, before anything is read.
   * @param warmUp Whether the thread is started and the code compiled ahead of the first long and wide statements.
   */
  async start(warmUp = true): Promise<void> {
    if (warmUp) this.#thread.start();
    await loadReader();
    if (warmUp) warmReader();
  }

  close(): Promise<void> {
    return this.#thread.close();
  }

  /** As `identify` says. */
  identify(input: IdentifyInput): Soon<Identity | Refusal> {
    return (isLong(input.statement) ? undefined : identifyAtOnce(input)) ?? this.#identifyLater(input);
  }

  /** As `bindParameters` says. */
  bindParameters(template: string, parameters: Readonly<Record<string, unknown>>, engine: Engine): Soon<Bound> {
    // What is no value is told here: it may be nested deeper than anything that goes to a thread.
    const asked = valuesFor(template, parameters);
    if (!('values' in asked)) return asked;
    const { values } = asked;
    if (!isLongWith(template, values)) return bindValues(template, values, engine);
    return this.#thread.ask('bindValues', [template, values, engine], template.length + charactersOf(values));
  }

  /** As `withAutoLimit` says. */
  withAutoLimit(statement: string, engine: Engine): Soon<string> {
    if (!isLong(statement)) return withAutoLimit(statement, engine);
    return this.#thread.ask('withAutoLimit', [statement, engine], statement.length);
  }

  /** As `readableCanonical` says. */
  readableCanonical(identity: Identity, { type, options }: Pick<Source, 'type' | 'options'>): Soon<string> {
    const { canonical } = identity;
    if (!isLongForm(canonical)) return readableCanonical(identity, { type, options });
    return this.#thread.ask('readableCanonical', [identity, { type, options }], canonical.length);
  }

  /** As `kindOfRefused` says. */
  kindOfRefused(text: string, refusal: Refusal): Soon<string> {
    if (!isLong(text)) return kindOfRefused(text, refusal);
    return this.#thread.ask('kindOfRefused', [text, refusal], text.length);
  }

  #identifyLater({ statement, source, cache, limits, now }: IdentifyInput): Promise<Identity | Refusal> {
    const { id, type, version, options } = source;
    const asked = { statement, source: { id, type, version, options }, cache, ...(limits && { limits }), ...(now && { now }) };
    return this.#thread.ask('identify', [asked], statement.length);
  }
}
