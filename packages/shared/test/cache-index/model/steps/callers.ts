import type { RunOrder } from '../../../../src/contracts/query.js';
import type { Look, Resolution } from '../../../../src/cache-index/replies.js';
import { orderOf } from '../../fixture.js';
import type { Chance } from '../chance.js';
import { isServedStale, joinable, judgeHit, judgeStale, whyNot } from '../judge.js';
import { dayOf } from '../days.js';
import { QUERIES, askedOn } from '../queries.js';
import type { Query } from '../queries.js';
import { at } from '../warehouse.js';
import type { Numbers } from '../warehouse.js';
import { demand, short } from '../world.js';
import type { Asked, World } from '../world.js';

/** An order of a run of this query, under a new id. */
export function newOrder(world: World, query: Query): RunOrder {
  return orderOf(world.source, query.key, `run-${world.nextId()}`);
}

const newJob = ({ source }: World, id: number): string => `${source}-00000000-0000-4000-8000-${String(id).padStart(12, '0')}`;

/** At most so long before a statement was identified of which the index hears now. */
const ON_THE_WAY_MS = 3_000;

/** A query; where its statement asks for the day, with the one that it was by the clock of who identified it. */
function nextQuery({ setting: { keys, days }, now }: World, chance: Chance): Query {
  const query = QUERIES[(chance.below(keys) + keys) % QUERIES.length] ?? QUERIES[0];
  if (!days || !query.asksDay) return query;
  const identified = chance.often(0.6) ? now : now - chance.below(ON_THE_WAY_MS);
  return askedOn(query, dayOf(days, identified + (chance.often(0.5) ? days.ahead : 0)));
}

function newQuestion(world: World, chance: Chance): Asked {
  const query = nextQuery(world, chance);
  const mode = chance.often(0.75) ? 'shared' : chance.often(0.7) ? 'fresh' : 'alone';
  const request = {
    source: world.source, key: query.key, caller: 'ann', mode, job: newJob(world, world.nextId()), order: newOrder(world, query),
    ...(mode !== 'shared' && { why: 'max_age' }),
    ...(mode === 'shared' && chance.often(0.15) && { maxAge: chance.below(40) }),
    ...(chance.often(0.4) && { maxStale: 1 + chance.below(30) }),
    ...(chance.often(0.25) && { minEpochs: epochsFrom(world, chance, query) }),
    ...(world.setting.feed && { fallbackTtl: world.setting.feed.fallbackTtl }),
  } as const;
  const least = Object.fromEntries(Object.entries(request.minEpochs ?? {}).map(([table, epoch]) => [table, world.ledger.versionAt(table, epoch)]));
  return { query, request, told: world.told(), least, at: world.now };
}

/** Epochs that somebody has seen; seldom one that nobody can have seen yet. */
function epochsFrom(world: World, chance: Chance, { tables }: Query): Numbers {
  const table = chance.one(tables) ?? '';
  const seen = at(world.known.epochs, table);
  if (chance.often(0.1)) return { [table]: at(world.ledger.epochs, table) + 1 };
  return seen === 0 ? {} : { [table]: chance.often(0.3) ? seen - 1 : seen };
}

/** Somebody asks; at times he looks for a hit first. */
export async function submit(world: World, chance: Chance): Promise<void> {
  const asked = newQuestion(world, chance);
  if (asked.request.mode === 'shared' && chance.often(0.25) && (await look(world, asked))) return;
  await resolve(world, chance, asked);
}

/** The source is paused: a hit or nothing. */
export async function submitPaused(world: World, chance: Chance): Promise<void> {
  const { request, ...asked } = newQuestion(world, chance);
  await resolve(world, chance, { ...asked, request: { ...request, paused: true } });
}

async function look(world: World, asked: Asked): Promise<boolean> {
  const { source, key } = asked.request;
  const looked = await world.index.look(source, key, asked.request);
  world.say(`look ${looked.outcome}`, () => `look ${key} → ${outcomeOf(looked)}`);
  demand((looked.outcome === 'fenced') === world.fenced, () => `a look was answered ${looked.outcome}`);
  if (looked.outcome === 'hit') judgeHit(world, asked, looked);
  else demand(looked.outcome === 'fenced' || whyNot(world, asked) !== undefined, () => 'a true entry was not found');
  return looked.outcome === 'hit';
}

const outcomeOf = (answer: Resolution | Look): string =>
  `${answer.outcome}${'result' in answer ? ` result ${answer.result}` : ''}${'run' in answer ? ` ${answer.run}` : ''}${'why' in answer ? ` (${answer.why})` : ''}${'refresh' in answer ? ` ${answer.refresh}` : ''}${'table' in answer ? ` ${answer.table}` : ''}`;

async function resolve(world: World, chance: Chance, asked: Asked): Promise<void> {
  const { request } = asked;
  const before = expectation(world, asked);
  const answer = await world.index.resolve(request);
  world.say(answer.outcome, () => `submit ${request.key} ${request.mode}${request.maxAge === undefined ? '' : ` max_age ${request.maxAge}`} as ${short(request.job)} → ${outcomeOf(answer)}`);
  const said = outcomeOf(answer).replace(/ result \d+/, '');
  demand(before === undefined || before === said, () => `the submission ought to be answered ${before}, not ${outcomeOf(answer)}`);
  if (answer.outcome === 'stale' && before !== undefined) judgeStale(world, asked, answer);
  observe(world, asked, answer);
  if (chance.often(0.08)) {
    world.say('answer lost', () => `  … and the answer is lost`);
    world.unheard.push(asked);
  } else await react(world, answer, asked);
}

/** How a question may be answered; undefined where it was put before, and that decides. */
function expectation(world: World, asked: Asked): string | undefined {
  const { request } = asked;
  if (world.fenced) return 'fenced';
  const wasPut = world.known.jobs.has(request.job);
  if (world.known.runs.has(request.order.run)) return undefined;
  const ahead = Object.entries(request.minEpochs ?? {}).find(([table, epoch]) => at(world.known.epochs, table) < epoch);
  if (ahead) return `ahead ${ahead[0]}`;
  const why = request.mode === 'shared' ? whyNot(world, asked) : (request.why ?? '');
  if (why === undefined) return 'hit';
  if (wasPut) return undefined;
  const run = request.mode === 'alone' ? undefined : joinable(world, asked);
  const stale = `stale (${why}) ${request.paused ? 'paused' : run === undefined ? 'claimed' : 'under_way'}`;
  if (isServedStale(world, asked, why)) return stale;
  if (request.paused) return 'paused';
  return run === undefined ? `claimed ${request.order.run} (${why})` : `joined ${run}`;
}

/** What the index holds after its answer. */
function observe(world: World, asked: Asked, answer: Resolution): void {
  const { request } = asked;
  if (answer.outcome === 'hit') return judgeHit(world, asked, answer);
  const id = answer.outcome === 'joined' ? answer.run : claimedBy(answer, request.order.run);
  if (id === undefined) return;
  const { known } = world;
  if (known.jobs.get(request.job)?.left) return;
  const isNew = !known.runs.has(id);
  if (answer.outcome !== 'joined' && isNew) claim(world, asked);
  if (answer.outcome === 'joined' || isNew) known.jobs.set(request.job, { run: id, key: request.key, left: false, since: world.now });
  world.asked.set(request.job, asked);
  const run = known.runs.get(id);
  demand(run !== undefined && (run.state === 'open' || answer.outcome !== 'joined'), () => `${short(request.job)} joined ${id}, which is ${run?.state}`);
}

/** The run that an answer says to enqueue. */
const claimedBy = (answer: Resolution, run: string): string | undefined =>
  answer.outcome === 'claimed' || (answer.outcome === 'stale' && answer.refresh === 'claimed') ? run : undefined;

function claim(world: World, { request }: Asked): void {
  const { known } = world;
  const before = known.claims.get(request.key);
  if (request.mode !== 'alone') {
    if (before !== undefined) (known.runs.get(before) ?? { overtaken: true }).overtaken = true;
    known.claims.set(request.key, request.order.run);
  }
  known.runs.set(request.order.run, { key: request.key, owner: request.job, alone: request.mode === 'alone', state: 'open', overtaken: false });
}

async function react(world: World, answer: Resolution, { request }: Asked): Promise<void> {
  const claimed = claimedBy(answer, request.order.run);
  if (answer.outcome === 'fenced') world.restoring.push({ history: answer.history, heard: world.history });
  if (claimed !== undefined) world.claimed.push({ run: claimed, key: request.key });
  if (answer.outcome === 'joined' && !answer.enqueued) {
    const order = await world.index.orderOf(world.source, answer.run);
    if (order) enqueue(world, answer.run, request.key);
  }
}

export function enqueue(world: World, run: string, key: string): void {
  if (!world.known.queue.has(run)) world.known.queue.set(run, { key, attempts: 0 });
}

/** A question whose answer was lost is put again; or the job is taken back, or forgotten. */
export async function askAgain(world: World, chance: Chance): Promise<void> {
  const asked = chance.one(world.unheard);
  if (!asked) return;
  world.unheard.splice(world.unheard.indexOf(asked), 1);
  if (chance.often(0.6)) return resolve(world, chance, asked);
  if (chance.often(0.3)) return;
  await leaveJob(world, chance, { id: asked.request.job, key: asked.request.key, run: asked.request.order.run });
  if (chance.often(0.5)) await resolve(world, chance, asked);
}

/** A claimed run gets into the queue, or whoever claimed it has died. */
export async function putIntoQueue(world: World, chance: Chance): Promise<void> {
  const claimed = chance.one(world.claimed);
  if (!claimed) return;
  world.claimed.splice(world.claimed.indexOf(claimed), 1);
  if (chance.often(0.15)) return world.say('not queued', () => `${claimed.run} is forgotten by who claimed it`);
  enqueue(world, claimed.run, claimed.key);
  world.say('queued', () => `${claimed.run} is put into the queue`);
  await world.index.enqueued(world.source, claimed.key, claimed.run);
}

export async function leave(world: World, chance: Chance): Promise<void> {
  const [id, job] = chance.one([...world.known.jobs]) ?? [];
  if (id !== undefined && job) await leaveJob(world, chance, { id, ...job });
}

async function leaveJob(world: World, chance: Chance, job: { id: string; run: string; key: string }): Promise<void> {
  const { known } = world;
  const held = known.jobs.get(job.id);
  const others = held ? known.waiting(held.run).filter((id) => id !== job.id) : [];
  const state = held && known.runs.get(held.run)?.state;
  const leaving = await world.perhapsTwice(chance, () => world.index.leave(job));
  world.say(`leave ${leaving.outcome}`, () => `${short(job.id)} leaves ${job.run} → ${JSON.stringify(leaving)}`);
  if (!held) return demand(leaving.outcome === 'gone', () => `${short(job.id)}, which the index does not have, left: ${leaving.outcome}`);
  if (held.left) return demand(leaving.outcome === 'left', () => `${short(job.id)} has left, and is answered ${leaving.outcome}`);
  if (state !== 'open') return demand(leaving.outcome === 'ended', () => `${short(job.id)} left ${held.run}, which was ${state}: ${leaving.outcome}`);
  demand(leaving.outcome === 'left' && leaving.last === (others.length === 0), () => `${short(job.id)} left ${others.length} others behind in ${held.run}: ${JSON.stringify(leaving)}`);
  held.left = true;
  if (leaving.last) known.end(held.run, 'cancelled');
}
