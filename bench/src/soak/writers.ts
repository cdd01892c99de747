import type { Changes } from '../chaos/changes.js';
import { fromWall, now, pause } from '../chaos/clock.js';
import type { Random } from '../chaos/random.js';
import type { Table, Versions } from '../chaos/tables.js';
import { namesOf, oneOrTwo } from '../chaos/writers.js';
import { changed } from './loads.js';
import type { Load, LoadEnd } from './loads.js';
import type { Readers } from './readers.js';
import type { Book, Scene } from './scene.js';
import { Teller } from './teller.js';
import type { Told } from './teller.js';

/** How much later than it says a liar tells. */
const LIE_MS = 1500;
/** How long a load may be open that nobody is going to end, in seconds. */
const SHORT_LIMIT_S = 2;
const LONG_LIMIT_S = 120;
/** Between the clock of Redis and the soak's. */
const CLOCK_SLACK_MS = 20;
/**
 * By when a source with a change feed must have found a change: a second until it looks, ten until Postgres tells the
 * counters of a session that goes on to wait, and what a look and its commit take on a busy machine.
 */
const FOUND_WITHIN_MS = 15_000;
/** The ends that loads come to, in turn. */
const ENDS: readonly LoadEnd[] = ['closed', 'overdue', 'abandoned', 'closed', 'closed'];

/** Changes tables and tells of it, each writer in his way. */
export class Writers {
  readonly #scene: Scene;
  readonly #changes: Changes;
  readonly #readers: Readers;
  readonly #told: readonly Book[];
  readonly #polled: readonly Book[];

  constructor(scene: Scene, changes: Changes, readers: Readers) {
    this.#scene = scene;
    this.#changes = changes;
    this.#readers = readers;
    this.#told = scene.books.filter(({ name }) => name !== 'polled');
    this.#polled = scene.books.filter(({ name }) => name === 'polled');
  }

  /** One writer who commits and then calls, over and over. */
  async byCall(random: Random, tables: readonly Table[], everyMs: number, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await pause(everyMs * (0.5 + random.unit()), signal);
      const some = oneOrTwo(tables, random);
      if (!signal.aborted) await this.#changes.inTurn(some, () => this.#changeAndCall(some, random));
    }
  }

  /** One writer who changes his tables within loads, one after the other; `also` are announced at times and left as they are. */
  async byLoad(random: Random, tables: readonly Table[], also: readonly Table[], everyMs: number, signal: AbortSignal): Promise<void> {
    for (let count = 0; !signal.aborted; count += 1) {
      await pause(everyMs * (0.5 + random.unit()), signal);
      const announced = random.chance(0.3) ? [...tables, random.pick(also)] : tables;
      if (!signal.aborted) await this.#changes.inTurn(tables, () => this.#load(random, tables, announced, ENDS[count % ENDS.length] ?? 'closed'));
    }
  }

  async #changeAndCall(tables: readonly Table[], random: Random): Promise<void> {
    const versions = await this.#commit(tables);
    await this.#callAll(versions, tables, random);
  }

  async #callAll(versions: Versions, tables: readonly Table[], random: Random): Promise<void> {
    const teller = new Teller(this.#scene, random);
    const names = namesOf(tables, random.pick(['public.', '', 'leaves'] as const));
    await Promise.all(this.#told.map((book) => this.#tell(book, versions, tables, random, () => teller.refresh(book, names))));
    this.#scene.journal.count('told by call');
  }

  async #commit(tables: readonly Table[]): Promise<Versions> {
    const { versions, done } = await this.#changes.commit(tables);
    for (const { history } of this.#polled) history.told(versions, done + FOUND_WITHIN_MS);
    this.#scene.journal.count('left to the feed');
    return versions;
  }

  /** Tells a source, notes what it has been told, and asks for it as one who wants to see what he wrote. */
  async #tell(book: Book, versions: Versions, tables: readonly Table[], random: Random, tell: () => Promise<Told>): Promise<void> {
    if (this.#scene.options.lie) {
      book.history.told(versions, now());
      await pause(LIE_MS);
    }
    const { epochs, at } = await tell();
    book.history.told(versions, at);
    this.#scene.journal.note('told', { source: book.name, versions, epochs, at });
    if (random.chance(0.5)) this.#readers.askOwn(book, random.pick(tables), epochs, versions, random);
  }

  async #load(random: Random, tables: readonly Table[], announced: readonly Table[], end: LoadEnd): Promise<void> {
    const teller = new Teller(this.#scene, random);
    const limit = end === 'overdue' ? SHORT_LIMIT_S : LONG_LIMIT_S;
    const open = await Promise.all(this.#told.map(async (book) => {
      const { id, endsAt } = await teller.open(book, namesOf(announced, 'public.'), limit);
      const load = book.loads.open(id, announced, now());
      if (end === 'overdue') load.ending = fromWall(endsAt) - CLOCK_SLACK_MS;
      this.#scene.journal.note('opened', { source: book.name, id, announced, end, endsAt });
      return { book, load };
    }));
    const rounds = random.between(1, 3);
    for (let round = 0; round < rounds; round += 1) {
      // All of them in transactions of their own: what is read in between shows old and new ones.
      for (const table of tables) await this.#changeWithin(open, table, random);
    }
    if (end === 'closed' || end === 'abandoned') await Promise.all(open.map((each) => this.#end(each, end, teller, random)));
    else await this.#leaveOpen(open, tables, random);
    this.#scene.journal.count(`told by load ${end}`);
  }

  async #changeWithin(open: readonly { book: Book; load: Load }[], table: Table, random: Random): Promise<void> {
    const versions = await this.#commit([table]);
    for (const { load } of open) changed(load, versions);
    await pause(random.between(10, 150));
    if (!random.chance(0.3)) return;
    // A refresh within a load goes for itself, and the load stays open.
    await this.#callAll(versions, [table], random);
    this.#scene.journal.count('told by call within a load');
  }

  async #end({ book, load }: { book: Book; load: Load }, end: 'closed' | 'abandoned', teller: Teller, random: Random): Promise<void> {
    const versions: Versions = { ...load.last };
    await this.#tell(book, versions, load.tables.filter((table) => table in versions), random, () => {
      load.end = end;
      load.ending = now();
      return teller.end(book, load.id, end === 'closed' ? 'close' : 'abandon');
    });
  }

  /** The loads end by themselves; what came too late for that is told by call. */
  async #leaveOpen(open: readonly { book: Book; load: Load }[], tables: readonly Table[], random: Random): Promise<void> {
    const versions: Versions = { ...open[0]?.load.last };
    for (const { load } of open) load.end = 'overdue';
    const over = Math.max(...open.map(({ load }) => load.ending)) + 2 * CLOCK_SLACK_MS;
    const isInTime = now() < Math.min(...open.map(({ load }) => load.ending));
    await pause(over - now());
    if (!isInTime) return this.#callAll(versions, tables, random);
    for (const { book } of open) book.history.told(versions, over);
  }
}
