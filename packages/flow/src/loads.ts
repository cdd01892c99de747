import { RequestFault } from '@onceql/shared';
import type { EndedLoad, LoadEnd, RecordedLoad, Source } from '@onceql/shared';
import type { Ports } from './ports.js';
import type { Refreshed } from './refresh.js';
import { resolveTables, withDependents } from './table-names.js';

/** Tables of one load: what ends it is one command to Redis, which may not hold it for long. */
const MOST_TABLES = 1000;
/** Open loads of one source. */
const MOST_LOADS = 100;
/** Ended loads that are shown. */
const SHOWN = 20;

type OpenPorts = Pick<Ports, 'ledger' | 'invalidation' | 'warehouses' | 'checkpoint' | 'log'>;
type TellPorts = Pick<Ports, 'ledger' | 'invalidation' | 'queue' | 'meter' | 'log'>;
type EndPorts = TellPorts & Pick<Ports, 'warehouses' | 'checkpoint'>;
type ReconcilePorts = TellPorts & Pick<Ports, 'sources' | 'warehouses'>;
type Opened = RecordedLoad & { readonly epochs: Readonly<Record<string, number>> };

/**
 * Opens a load: from its answer on until its end nothing that is read from its tables is cached, and what was cached
 * before goes on being served.
 *
 * The ledger comes first. Whoever dies before Redis has heard of the load has answered nobody, and the reconcile adds it:
 * a load that is known to nobody hinders caching for a while and ends by its limit.
 * @param timeLimit Seconds after which it ends by itself, as a refresh of its tables.
 * @throws RequestFault 400 and 404 for names as in a refresh, 400 for too many tables, 409 for too many open loads.
 */
export async function openLoad(
  ports: OpenPorts,
  source: Source,
  { tables: written, timeLimit }: { readonly tables: readonly string[]; readonly timeLimit: number | undefined },
  caller: string,
): Promise<Opened> {
  const tables = await resolveTables(ports, source, written, 'all');
  if (tables.length > MOST_TABLES) throw new RequestFault(400, `A load may have ${MOST_TABLES} tables, and these names stand for ${tables.length}.`);
  const openBefore = await ports.ledger.openLoads(source.id);
  if (openBefore.length >= MOST_LOADS) throw new RequestFault(409, `This data source has ${openBefore.length} open loads already. Close or abandon some first.`);
  // Redis judges whether its time is up, so the limit is by its clock.
  const now = await ports.invalidation.now(source.id);
  const endsAt = new Date(now + (timeLimit ?? source.options.load_time_limit) * 1000);
  const load = await ports.ledger.openLoad({ source: source.id, tables, caller, openedAt: new Date(now), endsAt });
  await ports.checkpoint('load.committed', String(load.id));
  await ports.invalidation.openLoad(source.id, asHeld(load));
  ports.log.info({ source: source.id, load: load.id, tables: load.tables, endsAt, caller, outcome: 'load_opened' }, 'load opened');
  return load;
}

/**
 * Ends a load and moves the epochs of all its tables in one step, with those of what has come to depend on them since it
 * was opened: a partition may have been filled first and attached then. When it answers, nothing that was read before is served
 * to a submission made later. Asked for once more, also after an answer that got lost, it sees to it that Redis has
 * heard and answers the same epochs; what one answer has counted as invalidated no other counts again.
 *
 * The ledger ends it first, for good. Whoever dies before Redis has heard of it has answered nobody; the reconcile
 * finds a load in Redis that has ended, and moves the epochs there as the ledger has them.
 * @throws RequestFault 404 where the source has no such load, 409 where it has ended in another way.
 */
export async function endLoad(ports: EndPorts, source: Source, id: number, end: 'closed' | 'abandoned'): Promise<Refreshed> {
  const open = (await ports.ledger.openLoads(source.id)).find((load) => load.id === id);
  const ended = await ports.ledger.endLoad(source.id, id, end, open && (await withDependents(ports, source, open.tables)));
  if (!ended) throw new RequestFault(404, `Load ${id} not found.`);
  if (ended.end !== end) throw new RequestFault(409, `Load ${id} ${howEnded(ended)}`);
  await ports.checkpoint('load.ended', String(id));
  return { invalidated: await tellEnd(ports, source.id, ended), epochs: ended.epochs };
}

/** Open loads, by id, and those that ended last. */
export async function listLoads({ ledger }: Pick<Ports, 'ledger'>, source: number): Promise<{ open: RecordedLoad[]; ended: EndedLoad[] }> {
  const [open, ended] = await Promise.all([ledger.openLoads(source), ledger.lastEndedLoads(source, SHOWN)]);
  return { open, ended };
}

/** How many loads Redis has open, and for how many seconds the first of them has been over its limit; 0: none is. */
export async function countLoads(invalidation: Ports['invalidation'], source: number): Promise<{ open: number; overdueSeconds: number }> {
  const held = await invalidation.loads(source);
  if (held.length === 0) return { open: 0, overdueSeconds: 0 };
  const first = Math.min(...held.map(({ until }) => until));
  return { open: held.length, overdueSeconds: Math.max(0, (await invalidation.now(source)) - first) / 1000 };
}

/** The loads of a source that is being removed end; nobody will close them. */
export async function abandonLoads({ ledger }: Pick<Ports, 'ledger'>, source: number): Promise<void> {
  for (const { id } of await ledger.openLoads(source)) await ledger.endLoad(source, id, 'abandoned');
}

/**
 * Makes Redis's loads of a source those of the ledger, and ends loads that ran over their limit. Harmless beside another
 * one and beside opening and closing:
 *
 * Redis is asked first. A load is in the ledger before it is in Redis, so one that Redis has and the ledger, asked
 * afterwards, does not show as open has ended there. Its epochs are moved, not just its name taken out: whoever ended it
 * may have died before. One that is closed meanwhile may be added once more; the next time takes it out again.
 */
export async function reconcileLoads(ports: ReconcilePorts, source: number): Promise<void> {
  const held = await ports.invalidation.loads(source);
  const open = await ports.ledger.openLoads(source);
  await takeOutEnded(ports, source, idsOf(held).filter((id) => !open.some((load) => load.id === id)));
  const missing = open.filter(({ id }) => !idsOf(held).includes(id));
  for (const load of missing) {
    await ports.invalidation.openLoad(source, asHeld(load));
    ports.log.debug({ source, load: load.id, outcome: 'load_added' }, 'an open load was missing in the index');
  }
  // Only now: a load that is ended in the ledger and not in Redis is found there next time, whoever dies here.
  await endOverdue(ports, source, open);
}

async function takeOutEnded(ports: TellPorts, source: number, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return;
  const ended = await ports.ledger.endedLoads(source, ids);
  for (const load of ended) await tellEnd(ports, source, load);
  // Of a load that a ledger has never heard of nothing can be told: an older copy of it was put back.
  for (const id of ids.filter((each) => !ended.some((load) => load.id === each))) {
    await ports.invalidation.dropLoad(source, String(id));
    ports.log.error({ source, load: id, outcome: 'load_unknown' }, 'the ledger does not know a load that the index has open');
  }
}

async function endOverdue(ports: ReconcilePorts, source: number, open: readonly RecordedLoad[]): Promise<void> {
  if (open.length === 0) return;
  const now = await ports.invalidation.now(source);
  const asked = await ports.sources.find(source);
  for (const { id, tables } of open.filter(({ endsAt }) => endsAt.getTime() < now)) {
    const ended = await ports.ledger.endLoad(source, id, 'overdue', asked && (await withDependents(ports, asked, tables)));
    if (ended) await tellEnd(ports, source, ended);
  }
}

/** Moves in Redis what the ledger has moved, and lets those go on who have waited for the end. Answers what was expired. */
async function tellEnd(ports: TellPorts, source: number, { id, end, epochs, caller }: EndedLoad): Promise<number> {
  const invalidated = await ports.invalidation.endLoad(source, { id: String(id), epochs });
  ports.meter.refreshed(source, Object.keys(epochs).length, invalidated);
  ports.meter.loadEnded(source, end);
  ports.log[end === 'overdue' ? 'warn' : 'info']({ source, load: id, epochs, invalidated, caller, outcome: `load_${end}` }, 'load ended');
  // What is not let go on now goes on by itself a little later.
  await ports.queue.promote(source).catch((error: unknown) => ports.log.warn({ err: error, source }, 'runs that waited for a load go on later'));
  return invalidated;
}

/** As Redis holds it. */
export const asHeld = ({ id, tables, endsAt }: RecordedLoad): { id: string; tables: readonly string[]; until: number } => ({
  id: String(id), tables, until: endsAt.getTime(),
});

const idsOf = (held: readonly { readonly id: string }[]): number[] => held.map(({ id }) => Number(id));

function howEnded({ end, endedAt }: EndedLoad): string {
  const when = endedAt.toISOString();
  const ways: Record<LoadEnd, string> = {
    closed: `was closed at ${when}. Its tables were refreshed then.`,
    abandoned: `was abandoned at ${when}. Its tables were refreshed then; refresh them again if anything was written later.`,
    overdue: `ran over its time limit and ended at ${when}. Its tables were refreshed then; refresh them again if anything was written later.`,
  };
  return ways[end];
}
