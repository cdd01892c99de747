import { sourceKeys } from '../../../../src/cache-index/keys.js';
import type { Beginning, Failing, Publication, Taking } from '../../../../src/cache-index/replies.js';
import type { Chance } from '../chance.js';
import { dayOf, endOfDay } from '../days.js';
import { isPresent } from '../judge.js';
import type { KnownRun } from '../known.js';
import { queryOf } from '../queries.js';
import type { Query } from '../queries.js';
import { demand, short } from '../world.js';
import type { Attempting, World } from '../world.js';
import { enqueue, newOrder } from './callers.js';
import { judgeRendered, keepRendered, keepWithEntry } from './rendered.js';

/** A worker takes a run out of the queue; also one that another worker has, as after a stall. */
export function pick(world: World, chance: Chance): void {
  const [run] = chance.one([...world.known.queue]) ?? [];
  if (run !== undefined) pickRun(world, run);
}

export function pickRun(world: World, run: string): Attempting | undefined {
  const queued = world.known.queue.get(run);
  if (!queued) return undefined;
  queued.attempts += 1;
  const token = world.nextToken();
  const { key } = queued;
  const attempt: Attempting = {
    attempt: { source: world.source, key, run, token }, query: queryOf(key), pid: 10_000 + token,
    phase: queued.attempts > 1 ? 'new' : 'taken', snapshotAt: 0, rows: {},
  };
  world.attempts.push(attempt);
  world.say('picked', () => `attempt ${token} of ${run} (${key})`);
  return attempt;
}

/** Some attempt goes on; those that are never chosen are stalled. */
export async function advance(world: World, chance: Chance): Promise<void> {
  const attempt = chance.one(world.attempts);
  if (!attempt) return;
  do await advanceThis(world, chance, attempt);
  while (world.attempts.includes(attempt) && chance.often(0.5));
}

export async function advanceThis(world: World, chance: Chance, attempt: Attempting): Promise<void> {
  if (attempt.phase === 'new') await take(world, chance, attempt);
  else if (attempt.phase === 'taken' && attempt.query.day !== undefined) await analyse(world, attempt);
  else if (attempt.phase === 'taken' || attempt.phase === 'analysed') await begin(world, chance, attempt);
  else if (attempt.phase === 'begun') read(world, chance, attempt);
  else if (chance.often(0.1)) await fail(world, chance, attempt);
  else await publish(world, chance, attempt);
}

const runOf = (world: World, { attempt }: Attempting): KnownRun | undefined => world.known.runs.get(attempt.run);

/** Whether a later attempt has begun or taken the run up. */
const isOvertaken = ({ begun, taken }: KnownRun, token: number): boolean => Math.max(begun?.token ?? 0, taken ?? 0) > token;

/** What every command says of an attempt that comes too late; undefined where it does not. */
function tooLate(run: KnownRun | undefined, token: number): string | undefined {
  if (!run) return 'gone';
  if (run.state !== 'open') return 'ended';
  return isOvertaken(run, token) ? 'superseded' : undefined;
}

const ought = (attempt: Attempting, what: string, expected: string, answer: { outcome: string }): void =>
  demand(answer.outcome === expected, () => `attempt ${attempt.attempt.token} of ${attempt.attempt.run} ought to be answered ${expected} when it ${what}, not ${JSON.stringify(answer)}`);

/** Sends it; at times the answer is lost and it is sent again at some other time. */
async function sent<T extends { outcome: string }>(world: World, chance: Chance, attempt: Attempting, what: string, send: () => Promise<T>): Promise<{ answer: T; heard: boolean }> {
  const answer = await world.perhapsTwice(chance, send);
  const heard = !chance.often(0.06);
  world.say(`${what} ${answer.outcome}`, () => `attempt ${attempt.attempt.token} of ${attempt.attempt.run} ${what}s → ${JSON.stringify(answer)}${heard ? '' : ' … and does not hear it'}`);
  return { answer, heard };
}

/** The queue forgets a run whose attempt has nothing left to do. */
function complete(world: World, attempt: Attempting): void {
  world.drop(attempt);
  world.known.queue.delete(attempt.attempt.run);
}

async function take(world: World, chance: Chance, attempt: Attempting): Promise<void> {
  const run = runOf(world, attempt);
  const { token } = attempt.attempt;
  const expected = tooLate(run, token) ?? 'taken';
  const { answer, heard } = await sent<Taking>(world, chance, attempt, 'take', () => world.index.take(attempt.attempt));
  ought(attempt, 'takes', expected, answer);
  if (answer.outcome === 'taken' && run) run.taken = token;
  if (!heard) return;
  if (answer.outcome === 'taken') attempt.phase = 'taken';
  else complete(world, attempt);
}

/** Asks the source for its day, which the statement will see, and how long that goes on: counted from before it was asked. */
async function analyse(world: World, attempt: Attempting): Promise<void> {
  const { days } = world.setting;
  if (!days) throw new Error('there are no days');
  const day = dayOf(days, world.now);
  const asOf = await world.invalidation.now(world.source);
  const last = day === attempt.query.day ? endOfDay(days, world.now) - world.now : 0;
  attempt.today = { day, until: asOf + last };
  attempt.phase = 'analysed';
  world.say(last === 0 ? 'other day' : 'same day', () => `attempt ${attempt.attempt.token} of ${attempt.attempt.run} finds day ${day}, over at ${attempt.today?.until}`);
}

async function begin(world: World, chance: Chance, attempt: Attempting): Promise<void> {
  const run = runOf(world, attempt);
  const { attempt: at, query, pid } = attempt;
  const again = run?.state === 'open' && run.begun?.token === at.token;
  const expected = world.fenced ? 'fenced' : again ? 'go' : (tooLate(run, at.token) ?? (isHeldUp(world, query) ? 'loading' : 'go'));
  const { loadPolicy } = world.setting;
  const send = () => world.index.begin(at, { tables: query.tables, pid, shareable: query.shareable, loadPolicy, joinUntil: attempt.today?.until });
  const { answer, heard } = await sent<Beginning>(world, chance, attempt, 'begin', send);
  ought(attempt, 'begins', expected, answer);
  if (answer.outcome === 'go' && run) await observeBegin(world, attempt, run, answer);
  if (!heard) return;
  if (answer.outcome === 'fenced') world.restoring.push({ history: answer.history, heard: world.history });
  else if (answer.outcome === 'loading') world.drop(attempt);
  else if (answer.outcome !== 'go') complete(world, attempt);
  else {
    attempt.phase = 'begun';
    attempt.snapshotAt = answer.snapshotAt;
    if (attempt.today) attempt.endsMs = Math.max(0, attempt.today.until - world.now);
    if (!query.shareable) await detachJoined(world, chance, attempt);
  }
}

/** Whether an attempt has to wait for the end of a load. */
const isHeldUp = ({ known, now, setting }: World, { tables }: Query): boolean =>
  setting.loadPolicy === 'wait' && [...known.loads.values()].some((load) => load.until >= now && load.tables.some((table) => (tables as readonly string[]).includes(table)));

async function observeBegin(world: World, attempt: Attempting, run: KnownRun, answer: Extract<Beginning, { outcome: 'go' }>): Promise<void> {
  const { known } = world;
  const { attempt: { token, run: id }, query, pid } = attempt;
  if (run.begun?.token === token) return demand(answer.snapshotAt === run.begun.snapshotAt, () => `attempt ${token} began twice`);
  demand(answer.previousPid === run.begun?.pid, () => `attempt ${token} of ${id} heard of process ${answer.previousPid}, not of ${run.begun?.pid}`);
  run.begun = { token, snapshotAt: answer.snapshotAt, life: known.life, captured: answer.epochs, pid, joinUntil: attempt.today?.until };
  if (query.shareable) return;
  run.alone = true;
  const [view, waiting] = [await world.index.readRun(world.source, id), known.waiting(id)];
  demand(waiting.length === 0 || waiting.includes(view?.owner ?? ''), () => `${id} belongs to ${short(view?.owner ?? '')}, who does not wait for it`);
  if (known.claims.get(query.key) === id) known.claims.delete(query.key);
}

/** A standby shows what was there at some time within its lag. */
function read(world: World, chance: Chance, attempt: Attempting): void {
  const { replicaLag } = world.setting;
  attempt.rows = replicaLag === undefined ? world.warehouse.versions : world.warehouse.asOf(world.now - chance.below(replicaLag * 1000 + 1));
  attempt.phase = 'read';
  world.say('read', () => `attempt ${attempt.attempt.token} of ${attempt.attempt.run} reads ${JSON.stringify(attempt.rows)}`);
}

/** Every job but the owner's gets a run of its own; a worker that dies on the way leaves some. */
async function detachJoined(world: World, chance: Chance, { attempt: { run }, query }: Attempting): Promise<void> {
  const { source, index, known } = world;
  const view = await index.readRun(source, run);
  for (const { job } of await index.jobsOf(source, query.key, run)) {
    if (job === view?.owner) continue;
    if (chance.often(0.1)) return;
    const order = newOrder(world, query);
    const detached = await world.perhapsTwice(chance, () => index.detach(job, run, order));
    world.say('detach', () => `${short(job)} is moved from ${run} to ${order.run}: ${detached}`);
    demand(detached, () => `${short(job)} was not moved`);
    known.jobs.set(job, { run: order.run, key: query.key, left: false, since: world.now });
    known.runs.set(order.run, { key: query.key, owner: job, alone: true, state: 'open', overtaken: false });
    if (!chance.often(0.1)) enqueue(world, order.run, query.key);
    if (known.waiting(run).length === 0) known.end(run, 'cancelled');
  }
}

async function fail(world: World, chance: Chance, attempt: Attempting): Promise<void> {
  const run = runOf(world, attempt);
  const expected = run?.state === 'failed' && run.failedBy === attempt.attempt.token ? 'failed' : (tooLate(run, attempt.attempt.token) ?? 'failed');
  const { answer, heard } = await sent<Failing>(world, chance, attempt, 'fail', () => world.index.fail(attempt.attempt, 'no luck'));
  ought(attempt, 'fails', expected, answer);
  if (answer.outcome === 'failed') failed(world, attempt.attempt.run, attempt.attempt.token);
  if (heard) complete(world, attempt);
}

function failed(world: World, id: string, token: number | undefined): void {
  const run = world.known.runs.get(id);
  if (run?.state !== 'open') return;
  world.known.end(id, 'failed');
  run.failedBy = token;
}

/** What the queue has given up, the reconcile fails. */
export async function giveUp(world: World, chance: Chance): Promise<void> {
  const [id] = chance.one([...world.known.queue]) ?? [];
  const run = id === undefined ? undefined : world.known.runs.get(id);
  if (id === undefined || !run) return;
  const view = await world.index.readRun(world.source, id);
  const token = chance.often(0.2) ? undefined : view?.token;
  const expected = run.state !== 'open' ? 'ended' : token === (view?.token) ? 'failed' : 'superseded';
  const { outcome } = await world.perhapsTwice(chance, () => world.index.fail({ source: world.source, key: run.key, run: id, token }, 'given up'));
  world.say(`given up ${outcome}`, () => `${id} is given up by token ${token} → ${outcome}`);
  const again = outcome === 'failed' && run.state === 'failed' && run.failedBy === token;
  demand(outcome === expected || again, () => `giving up ${id}, ${run.state}, by token ${token} ought to be answered ${expected}, not ${outcome}`);
  if (outcome !== 'failed') return;
  failed(world, id, token);
  world.known.queue.delete(id);
}

async function publish(world: World, chance: Chance, attempt: Attempting): Promise<void> {
  const { attempt: at, query } = attempt;
  attempt.result ??= world.nextId();
  const { result } = attempt;
  world.results.set(result, { rows: attempt.rows, snapshotAt: attempt.snapshotAt, day: attempt.today?.day });
  const uncacheable = query.shareable ? (attempt.uncacheable ??= whyUncacheable(chance, attempt)) : 'private';
  // Not all results are small.
  if (chance.often(0.9)) await keepRendered(world, chance, result, at.key, true);
  const { ttl, replicaLag } = world.setting;
  const expected = expectation(world, attempt, uncacheable);
  const send = () => world.index.publish(at, {
    id: result, path: `p/${result}`, rows: 1, bytes: 10, runtime: 0.5, tables: query.tables, uncacheable,
    endsMs: attempt.endsMs, ...(ttl !== undefined && { ttl }), ...(replicaLag !== undefined && { replicaLag }),
  });
  const { answer, heard } = await sent<Publication>(world, chance, attempt, 'publish', send);
  const said = 'reason' in answer ? `${answer.outcome} ${answer.reason}` : answer.outcome;
  const lags = replicaLag !== undefined && /replica_lag/.test(said) && ['published', 'delivered overtaken', 'delivered ttl(0)'].includes(expected);
  if (!lags) ought(attempt, 'publishes', expected, { outcome: said });
  if (answer.outcome === 'published' || answer.outcome === 'delivered') observeEnd(world, attempt, answer);
  else if (answer.outcome !== 'undivided') world.known.rendered.delete(result);
  await judgeRendered(world);
  if (!heard) return;
  if (answer.outcome === 'undivided') return detachJoined(world, chance, attempt);
  complete(world, attempt);
}

const whyUncacheable = (chance: Chance, { today, query }: Attempting): string =>
  today?.day !== query.day ? `other_date(${today?.day})` : chance.often(0.05) ? 'volatile' : '';

function expectation(world: World, attempt: Attempting, uncacheable: string): string {
  const { attempt: { token, run: id }, query, result } = attempt;
  const { known } = world;
  const run = known.runs.get(id);
  if (!run) return 'gone';
  if (run.state !== 'open' && run.result === result && run.begun?.token === token) return run.reason === '' ? run.state : `${run.state} ${run.reason}`;
  if (run.state !== 'open') return 'ended';
  if (run.begun?.token !== token) return 'superseded';
  if (run.alone && known.waiting(id).length > 1) return 'undivided';
  if (uncacheable !== '') return `delivered ${uncacheable}`;
  if (world.fenced || run.begun.life !== known.life) return 'delivered incarnation';
  const moved = query.tables.find((table) => !isPresent(world, run.begun as NonNullable<KnownRun['begun']>, [table]));
  if (moved !== undefined) return `delivered refreshed(${moved})`;
  const loading = query.tables.find((table) => [...known.loads.values()].some(({ tables }) => tables.includes(table)));
  if (loading !== undefined) return `delivered load(${loading})`;
  if (world.now - run.begun.snapshotAt >= (attempt.endsMs ?? Infinity)) return 'delivered ttl(0)';
  return known.claims.get(query.key) === id ? 'published' : 'delivered overtaken';
}

function observeEnd(world: World, attempt: Attempting, answer: Extract<Publication, { outcome: 'published' | 'delivered' }>): void {
  const { known } = world;
  const { attempt: { run: id, key }, query, result = 0, snapshotAt } = attempt;
  const run = known.runs.get(id);
  if (!run?.begun) return;
  demand(run.state === 'open' || run.result === result, () => `${id} has ended with result ${run.result}, and then with ${result}`);
  if (run.state !== 'open') return;
  run.reason = 'reason' in answer ? answer.reason : '';
  known.end(id, answer.outcome, result);
  if (answer.outcome === 'delivered') return;
  const { ttl } = world.setting;
  if (!known.entries.has(key)) known.bytes += 10;
  demand(!run.alone && !run.overtaken, () => `${id} became an entry, though it is ${run.alone ? 'alone' : 'overtaken'}`);
  keepWithEntry(world, result, known.entries.get(key)?.result);
  known.entries.set(key, { result, tables: query.tables, captured: run.begun.captured, life: run.begun.life, snapshotAt, ttl: ttl === undefined ? undefined : ttl * 1000, ends: attempt.endsMs });
  for (const table of query.tables) known.resting.set(table, (known.resting.get(table) ?? new Set()).add(key));
}

/** A worker dies without a word; its run stays in the queue. */
export function die(world: World, chance: Chance): void {
  const attempt = chance.one(world.attempts);
  if (!attempt) return;
  world.drop(attempt);
  world.say('died', () => `attempt ${attempt.attempt.token} of ${attempt.attempt.run} dies`);
}

/** An attempt gives its session back in good order, and its run to another. */
export async function handBack(world: World, chance: Chance): Promise<void> {
  const attempt = chance.one(world.attempts);
  if (!attempt) return;
  world.drop(attempt);
  await world.index.sessionEnded(attempt.attempt);
  const begun = runOf(world, attempt)?.begun;
  if (begun?.token === attempt.attempt.token) begun.pid = undefined;
  world.say('handed back', () => `attempt ${attempt.attempt.token} hands ${attempt.attempt.run} back`);
}

/** Progress is told, at times of a run that has ended or gone. */
export async function progress(world: World, chance: Chance): Promise<void> {
  const attempt = chance.one(world.attempts);
  if (!attempt) return;
  const { source, run } = attempt.attempt;
  const rows = 1000 + chance.below(9_000_000);
  await world.index.progress(source, run, { phase: 'reading', rows, bytes: 1 });
  const [isThere, seen] = await Promise.all([world.server.redis.exists(sourceKeys(source).run(run)), world.server.redis.hget(sourceKeys(source).run(run), 'rows')]);
  const known = world.known.runs.get(run);
  demand((isThere === 1) === (known !== undefined), () => `progress was told of ${run}, and ${isThere === 1 ? 'it came back' : 'it is gone'}`);
  demand((seen === String(rows)) === (known?.state === 'open'), () => `progress was told of ${run}, which is ${known?.state ?? 'gone'}: ${seen ?? 'nothing'} rows`);
}
