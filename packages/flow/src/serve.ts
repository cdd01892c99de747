import type { Result, Source, StatementReader } from '@onceql/shared';
import type { Ports } from './ports.js';
import { lifetimeOf, sourceView } from './time-to-live.js';
import { UNFENCE_TRIES, unfence } from './unfence.js';

/**
 * Whether rows that are read from the archive are no longer what a submission would be served: where an entry names them the
 * index says so; others are looked at as if one did.
 */
export async function hasExpired(
  ports: Pick<Ports, 'index' | 'ledger' | 'invalidation' | 'sources' | 'log'>,
  reader: Pick<StatementReader, 'identify'>,
  result: Result,
): Promise<boolean> {
  const tables = Object.keys(result.epochs);
  const source = await ports.sources.find(result.sourceId);
  if (!source) return true;
  const entry = await ports.index.entry(sourceView(source), result.key);
  // One that seems to be of another life may be true when the epochs are restored.
  if (entry?.result === result.id && entry.expired !== 'incarnation') return entry.expired !== undefined;
  if (await isOfAnotherDay(reader, source, result)) return true;
  const { ttl } = lifetimeOf(source.options, { tables, standby: false });
  if (ttl !== undefined && Date.now() > result.snapshotAt.getTime() + ttl * 1000) return true;
  for (let tries = 0; tries < UNFENCE_TRIES; tries += 1) {
    const present = await ports.index.currentEpochs(result.sourceId, tables);
    if (present.outcome === 'open') {
      return present.incarnation !== result.incarnation || tables.some((table) => present.epochs[table] !== result.epochs[table]);
    }
    await unfence(ports, result.sourceId, present);
  }
  // What cannot be judged is not called true.
  return true;
}

/** Where dates are relative, a statement that has another key by now is due other rows. */
async function isOfAnotherDay(reader: Pick<StatementReader, 'identify'>, source: Source, { statement, key }: Result): Promise<boolean> {
  if (source.options.relative_dates === 'off') return false;
  const identity = await reader.identify({ statement, source, cache: 'on', now: new Date(Date.now()) });
  return 'refused' in identity || identity.key !== key;
}
