import { sourceKeys } from '../../../../src/cache-index/keys.js';
import { holdSourceTurn } from '../../../../src/cache-index/lease.js';
import type { Chance } from '../chance.js';
import { TABLES, at } from '../warehouse.js';
import { demand } from '../world.js';
import type { Polling, Setting, World } from '../world.js';
import { moveIndex, raise } from './changes.js';

/** The change feed takes a step: it looks at the source, commits what has changed, moves epochs, vouches. */
export async function pollFeed(world: World, chance: Chance): Promise<void> {
  const { feed } = world.setting;
  if (!feed) return;
  do await pollOnce(world, chance, feed);
  while (chance.often(0.4));
}

async function pollOnce(world: World, chance: Chance, feed: NonNullable<Setting['feed']>): Promise<void> {
  const poll = chance.often(0.75) ? chance.one(world.polls) : undefined;
  if (!poll) return takeFeed(world, chance);
  if (chance.often(0.04)) return dieInPoll(world, poll);
  if (poll.phase === 'looked') commitPoll(world, poll);
  else if (poll.phase === 'committed') await movePoll(world, poll);
  else await vouch(world, chance, poll, feed.vouches * 1000);
}

const WATCHERS = ['api-1', 'api-2'] as const;
const WORK = 'feed';
/** By the server's own clock: no schedule takes so long. */
const HELD_MS = 3_600_000;

/** Somebody asks for the feed, and looks at the source if he gets it; now and then it runs out or is given back. */
async function takeFeed(world: World, chance: Chance): Promise<void> {
  const { source, server, known } = world;
  const who = chance.of(WATCHERS);
  const before = known.holder;
  if (chance.often(0.1)) {
    await server.redis.unlink(sourceKeys(source).turn(WORK));
    known.holder = undefined;
  }
  const forMs = chance.often(0.1) ? 0 : HELD_MS;
  const ought = known.holder === undefined || known.holder === who;
  const holds = await world.perhapsTwice(chance, () => holdSourceTurn(server.redis, source, WORK, who, forMs));
  world.say(`feed ${holds ? 'held' : 'of another'}`, () => `${who} asks for the feed, which ${before ?? 'nobody'} had, for ${forMs} ms → ${holds}`);
  demand(holds === ought, () => `${who} ${holds ? 'got' : 'did not get'} the feed, which ${known.holder ?? 'nobody'} has`);
  if (!holds) return;
  known.holder = forMs > 0 ? who : undefined;
  if (forMs > 0) await look(world, who);
}

async function look(world: World, who: string): Promise<void> {
  if (world.watcher !== who) {
    // Whoever takes the feed over cannot know what the one before him has told Redis.
    const { epochs } = world.ledger;
    await world.invalidation.raise(world.source, epochs);
    raise(world, epochs, 'restored');
    world.watcher = who;
  }
  const since = await world.invalidation.now(world.source);
  demand(since === world.now, () => `the time is ${world.now}, and ${since} was answered`);
  world.polls.push({ since, seen: world.warehouse.versions, phase: 'looked' });
  world.say('polled', () => `the feed sees ${JSON.stringify(world.warehouse.versions)}`);
}

function dieInPoll(world: World, poll: Polling): void {
  world.polls.splice(world.polls.indexOf(poll), 1);
  world.watcher = undefined;
  world.say('feed died', () => `the feed dies when it has ${poll.phase}`);
}

/** Changes of a table that is being loaded wait for the end of the load. */
function commitPoll(world: World, poll: Polling): void {
  const loading = new Set(world.ledger.openLoads.flatMap(({ tables }) => tables));
  const changed = TABLES.filter((table) => !loading.has(table) && at(poll.seen, table) > at(world.marks, table));
  world.marks = { ...world.marks, ...Object.fromEntries(changed.map((table) => [table, at(poll.seen, table)])) };
  poll.phase = 'committed';
  if (changed.length > 0) poll.commit = world.ledger.refresh(changed, poll.seen);
  world.say('feed committed', () => `the ledger has what the feed saw: ${JSON.stringify(poll.commit)}`);
}

async function movePoll(world: World, poll: Polling): Promise<void> {
  if (poll.commit) {
    await moveIndex(world, poll.commit);
    world.tell(poll.commit.versions);
  }
  poll.phase = 'moved';
}

async function vouch(world: World, chance: Chance, poll: Polling, forMs: number): Promise<void> {
  world.polls.splice(world.polls.indexOf(poll), 1);
  await world.perhapsTwice(chance, () => world.invalidation.vouch(world.source, forMs, poll.since));
  const until = poll.since + forMs;
  world.known.watchedUntil = Math.max(world.known.watchedUntil, until);
  const noted = await world.server.redis.hget(sourceKeys(world.source).index, 'watched_until');
  demand(noted === String(world.known.watchedUntil), () => `the feed vouches until ${world.known.watchedUntil}, and ${noted} was noted`);
  world.vouchedUntil = Math.max(world.vouchedUntil, until);
  world.say('vouched', () => `the feed vouches until ${until}`);
}
