import type { Source } from '@onceql/shared';
import type { Ports } from './ports.js';
import { resolveSchemas, resolveTables } from './table-names.js';
import { sourceView } from './time-to-live.js';

/** What a refresh did: how many entries rested on the tables, and where their epochs are now. */
export interface Refreshed {
  readonly invalidated: number;
  readonly epochs: Readonly<Record<string, number>>;
}

type RefreshPorts = Pick<Ports, 'index' | 'ledger' | 'invalidation' | 'warehouses' | 'checkpoint' | 'meter' | 'log'>;

/**
 * Tells that tables have changed, and with them all that depends on them. When it answers, nothing that was read before
 * is served to a submission made later.
 * Names are as a person writes them; without a schema they stand for the tables of that name on the search path.
 * @throws RequestFault 400 for what is no table name, 404 for one that neither the source nor any result knows.
 */
export async function refreshTables(
  ports: RefreshPorts,
  source: Source,
  written: readonly string[],
  caller: string,
): Promise<Refreshed> {
  return commit(ports, source, await resolveTables(ports, source, written), caller);
}

/** The same for all tables of some schemas. @throws RequestFault 400, 404 */
export async function refreshSchemas(
  ports: RefreshPorts,
  source: Source,
  written: readonly string[],
  caller: string,
): Promise<Refreshed> {
  return commit(ports, source, await resolveSchemas(ports, source, written), caller);
}

async function commit(ports: RefreshPorts, refreshed: Source, tables: readonly string[], caller: string): Promise<Refreshed> {
  const source = refreshed.id;
  // Counted one by one while the ledger writes: what had expired before, or rests on several of them, counts right then.
  const [epochs, counted] = await Promise.all([
    ports.ledger.commitRefresh({ source, tables, caller }), ports.index.countTrueOn(sourceView(refreshed), tables),
  ]);
  await ports.checkpoint('refresh.committed', tables.join(' '));
  const resting = await ports.invalidation.move(source, epochs);
  const invalidated = counted ?? resting;
  ports.meter.refreshed(source, tables.length, invalidated);
  ports.log.info({ source, epochs, invalidated, caller, outcome: 'refreshed' }, 'tables refreshed');
  return { invalidated, epochs };
}
