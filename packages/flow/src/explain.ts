import type { EntryView } from '@onceql/shared';
import { examine } from './examine.js';
import type { Examined, ExaminedTable } from './examine.js';
import { nearestEntry } from './nearest.js';
import type { Difference, Nearest, Search } from './nearest.js';
import type { Ports } from './ports.js';
import { lifetimeOf, sourceView } from './time-to-live.js';
import { UNFENCE_TRIES, unfence } from './unfence.js';

/** What would become of a submission now, and why. */
export interface Explanation extends Omit<Examined, 'reasons' | 'tables' | 'standby'> {
  /** Why its result would not be kept; none: it would be. */
  readonly reasons: readonly string[];
  readonly tables: readonly (ExaminedTable & { readonly epoch: number | undefined })[];
  /** Seconds for which it would be served; undefined: until a refresh. */
  readonly ttl: number | undefined;
  readonly entry: EntryView | undefined;
  readonly nearest: Nearest | undefined;
}

type ExplainPorts = Pick<Ports, 'index' | 'ledger' | 'warehouses' | 'invalidation' | 'log'>;

/** Explains a statement that could be submitted, without running it. */
export async function explain(ports: ExplainPorts, search: Search): Promise<Explanation> {
  const { source, identity, gone, mayRead } = search;
  const [{ reasons: found, tables, standby, ...examined }, held, loads] = await Promise.all([
    examine(ports, source, identity, gone),
    ports.index.entry(sourceView(source), identity.key),
    ports.invalidation.loads(source.id),
  ]);
  const names = tables.map(({ name }) => name);
  const { ttl } = lifetimeOf(source.options, { tables: names, standby });
  const loading = names.filter((name) => loads.some((load) => load.tables.includes(name))).map((name) => `load(${name})`);
  const reasons = [...found, ...loading, ...(ttl === 0 ? ['ttl(0)'] : [])];
  const epochs = await epochsOf(ports, source.id, names);
  const entry = held && mayRead(held) ? held : undefined;
  return {
    ...examined,
    reasons,
    tables: tables.map((table) => ({ ...table, epoch: epochs?.[table.name] })),
    ttl,
    entry,
    nearest: await nearestTo(ports, search, entry, names, epochs),
  };
}

type Epochs = Readonly<Record<string, number>>;

/** The present epochs; undefined where they cannot be told now. */
async function epochsOf(ports: ExplainPorts, source: number, tables: readonly string[]): Promise<Epochs | undefined> {
  for (let tries = 0; tries < UNFENCE_TRIES; tries += 1) {
    const present = await ports.index.currentEpochs(source, tables);
    if (present.outcome === 'open') return present.epochs;
    await unfence(ports, source, present);
  }
  return undefined;
}

/** Of a miss whose entry has expired that entry is the nearest: what has moved since is all that differs. */
async function nearestTo(
  ports: ExplainPorts, search: Search, entry: EntryView | undefined, tables: readonly string[], epochs: Epochs | undefined,
): Promise<Nearest | undefined> {
  if (entry && entry.expired === undefined) return undefined;
  const moved = entry && epochs ? movedSince(entry, epochs) : [];
  if (entry && moved.length > 0) return { entry, statement: search.identity.statement, differs: moved };
  return nearestEntry(ports, search, tables);
}

function movedSince(entry: EntryView, epochs: Epochs): Difference[] {
  return Object.entries(entry.epochs).flatMap(([table, there]): Difference[] => {
    const here = epochs[table];
    return here === undefined || here === there ? [] : [{ what: 'epoch', table, here: String(here), there: String(there) }];
  });
}
