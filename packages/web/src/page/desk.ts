import { dropEntry, fetchCsv, fetchEntry, fetchHottest, fetchKnownTables, fetchSchema, fetchSession, fetchSources, fetchWhy, refreshTable } from './api/calls.js';
import { Connection, Refused } from './api/connection.js';
import { forget, keep, recall } from './kept.js';
import { Asking } from './run/asking.js';
import { AT_FIRST } from './state.js';
import type { Loaded, State } from './state.js';
import type { Store } from './store.js';
import { counted } from './text/format.js';

const UNKNOWN = 'This key is not known here.';

/** Keys are printable ASCII; no header holds anything else, so that a request with it would fail before it is sent. */
const canBeSent = (key: string): boolean => /^[\x21-\x7e]+$/.test(key);

/** Whether the page knows what it can ask: the source that a statement runs on is chosen, or there is none. */
const isSettled = ({ door, sources, source }: State): boolean => door.is === 'shut' || source !== undefined || (sources.is === 'there' && sources.value.length === 0);

/** Everything that a person at the page can do. No action throws: what goes wrong is shown. */
export class Desk {
  readonly #store: Store<State>;
  readonly connection: Connection;
  readonly #asking: Asking;
  #key = '';

  constructor(store: Store<State>) {
    this.#store = store;
    this.connection = new Connection(
      () => this.#key,
      (away) => store.update({ away }),
    );
    this.#asking = new Asking(store, this.connection, () => void this.#loadCached());
  }

  /** Tries a key, and opens the page with it. */
  async open(key: string): Promise<void> {
    if (!canBeSent(key)) return this.shut(UNKNOWN);
    this.#key = key;
    this.#store.update({ door: { is: 'opening' } });
    await this.#tell(async () => {
      const { user } = await fetchSession(this.connection);
      keep('key', key);
      this.#store.update({ door: { is: 'open', name: user.name, isAdmin: user.permissions.includes('admin') } });
      await Promise.all([this.loadSources(), this.loadHottest()]);
    });
  }

  /** Asks for a key. @param message why, where it is not the first time */
  shut(message = ''): void {
    this.#asking.stop();
    this.#key = '';
    forget('key');
    this.#store.update({ ...AT_FIRST, door: { is: 'shut', message } });
  }

  async loadSources(): Promise<void> {
    await this.#tell(async () => {
      const sources = await fetchSources(this.connection);
      this.#store.update({ sources: { is: 'there', value: sources } });
      const kept = Number(recall('source'));
      const first = sources.find(({ id }) => id === kept) ?? sources[0];
      if (first) await this.choose(first.id);
    });
  }

  async choose(source: number): Promise<void> {
    keep('source', String(source));
    this.#store.update({ source, schema: { is: 'loading' }, known: { is: 'absent' }, knownSearch: '', entriesOn: undefined });
    void this.#loadCached();
    await this.#tell(async () => {
      const schema = await schemaOf(this.connection, source);
      if (this.#store.state.source === source) this.#store.update({ schema });
    });
  }

  /** Runs a statement; one that comes before the sources are there runs when they are. */
  run(statement: string): Promise<void> {
    this.forgetWhy();
    return this.#tell(async () => {
      const { door, source } = await this.#store.when(isSettled);
      if (door.is === 'open' && source === undefined) this.#store.update({ notice: { text: 'There is no source to run it on yet.', isBad: true } });
      await this.#asking.run(statement);
    });
  }

  /** Asks what would become of a statement; nothing is run. */
  async explain(statement: string): Promise<void> {
    const { source } = this.#store.state;
    if (source === undefined || statement.trim() === '') return;
    const why = { is: 'loading' } as const;
    this.#store.update({ why });
    await this.#tell(async () => {
      const value = await fetchWhy(this.connection, source, statement);
      // An answer to a question that was taken back, or asked anew, is nobody's.
      if (this.#store.state.why === why) this.#store.update({ why: { is: 'there', value } });
    });
    if (this.#store.state.why === why) this.forgetWhy();
  }

  forgetWhy(): void {
    this.#store.update({ why: { is: 'absent' } });
  }

  cancel(): Promise<void> {
    return this.#tell(() => this.#asking.cancel());
  }

  turn(offset: number, limit?: number): Promise<void> {
    return this.#tell(() => this.#asking.turn(offset, limit));
  }

  /** Looks whether the result on the screen is still true; a result that cannot be looked up says so by itself. */
  async check(): Promise<void> {
    await this.#tell(() => this.#asking.check());
  }

  /** Tells OnceQL that a table has changed. @param table its name as a statement writes it */
  async refresh(source: number, table: string): Promise<void> {
    await this.#tell(async () => {
      const invalidated = await refreshTable(this.connection, source, table);
      const fell = invalidated === 0 ? 'no cached result rested on it' : `${counted(invalidated, 'cached result has', 'cached results have')} expired`;
      this.#store.update({ notice: { text: `${table} is refreshed: ${fell}.`, isBad: false } });
      await Promise.all([this.#asking.check(), this.#loadCached()]);
    });
  }

  async download(result: number): Promise<void> {
    await this.#tell(async () => {
      const { name, file } = await fetchCsv(this.connection, result);
      const link = document.createElement('a');
      link.href = URL.createObjectURL(file);
      link.download = name;
      link.click();
      // The browser has begun to save it when the click returns; the text may go a moment later.
      setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    });
  }

  /** For admins only: others may not see what their neighbours ask. */
  async loadHottest(): Promise<void> {
    const { door } = this.#store.state;
    if (door.is !== 'open' || !door.isAdmin) return;
    const { entriesOn } = this.#store.state;
    const hottest = await hottestOf(this.connection, entriesOn).catch((): Loaded<never> => ({ is: 'absent' }));
    if (this.#store.state.entriesOn === entriesOn) this.#store.update({ hottest });
  }

  /** What is known of the chosen source's tables: epochs, changes, entries, loads. */
  async loadKnown(): Promise<void> {
    const { source, knownSearch } = this.#store.state;
    if (source === undefined) return;
    const known = await knownOf(this.connection, source, knownSearch).catch((): Loaded<never> => ({ is: 'absent' }));
    const now = this.#store.state;
    if (now.source === source && now.knownSearch === knownSearch) this.#store.update({ known });
  }

  async searchKnown(text: string): Promise<void> {
    this.#store.update({ knownSearch: text });
    await this.loadKnown();
  }

  /** Lists the entries that rest on a table of the chosen source alone; undefined: all again. */
  async listEntriesOn(table: string | undefined): Promise<void> {
    const { source } = this.#store.state;
    this.#store.update({ entriesOn: table === undefined || source === undefined ? undefined : { source, table } });
    await this.loadHottest();
  }

  /** Takes an entry out of the cache: whoever asks next runs the statement. */
  async drop(key: string): Promise<void> {
    await this.#tell(async () => {
      await dropEntry(this.connection, key);
      this.#store.update({ notice: { text: 'The cached result is dropped; whoever asks next runs the statement.', isBad: false } });
      await this.#loadCached();
    });
  }

  async #loadCached(): Promise<void> {
    await Promise.all([this.loadHottest(), this.loadKnown()]);
  }

  /** The whole statement of an entry; undefined where nobody knows it any more. */
  async statementOf(key: string): Promise<string | undefined> {
    let statement: string | undefined;
    await this.#tell(async () => {
      statement = (await fetchEntry(this.connection, key)).query ?? undefined;
    });
    return statement;
  }

  async #tell(work: () => Promise<void>): Promise<void> {
    try {
      await work();
    } catch (error) {
      if (error instanceof Refused && error.isAboutKey) return this.shut(UNKNOWN);
      if (error instanceof DOMException && error.name === 'AbortError') return;
      this.#store.update({ notice: { text: error instanceof Error ? error.message : String(error), isBad: true } });
    }
  }
}

async function schemaOf(connection: Connection, source: number): Promise<State['schema']> {
  const schema = await fetchSchema(connection, source);
  return 'tables' in schema ? { is: 'there', value: schema.tables } : { is: 'failed', message: schema.problem };
}

async function hottestOf(connection: Connection, on: State['entriesOn']): Promise<State['hottest']> {
  return { is: 'there', value: await fetchHottest(connection, on) };
}

async function knownOf(connection: Connection, source: number, q: string): Promise<State['known']> {
  return { is: 'there', value: await fetchKnownTables(connection, source, q) };
}
