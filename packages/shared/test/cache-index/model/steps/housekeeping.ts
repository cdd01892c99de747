import { demand } from '../world.js';
import type { World } from '../world.js';
import { enqueue } from './callers.js';

/** Open runs that the queue does not have are put into it. */
export async function reconcile(world: World): Promise<void> {
  for (const run of await world.index.openRuns(world.source, 0)) {
    if (world.known.queue.has(run)) continue;
    const order = await world.index.orderOf(world.source, run);
    demand(order !== undefined && order.run === run, () => `${run} is open and has no order`);
    enqueue(world, run, order.key);
    world.say('queued again', () => `${run} was not in the queue`);
  }
}

/** Ends that the ledger may not have are recorded there. */
export async function record(world: World): Promise<void> {
  const listed = await world.index.unrecordedRuns(world.source, 0);
  const missing = [...world.known.runs].find(([run, held]) => held.state !== 'open' && !held.recorded && !listed.includes(run));
  demand(missing === undefined, () => `${missing?.[0]} has ended, and nobody hears of it`);
  for (const run of listed) {
    const held = world.known.runs.get(run);
    demand(held !== undefined && held.state !== 'open', () => `${run} is ${held?.state} and listed as ended`);
    await world.index.recorded(world.source, run);
    held.recorded = true;
  }
  world.say('recorded', () => `the ledger hears of ${listed.join(', ')}`);
}
