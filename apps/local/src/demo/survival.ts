import { setTimeout as pause } from 'node:timers/promises';
import type { ApiClient } from '../api-client.js';
import type { StackState } from '../lock/stack-file.js';
import { ownerOf } from '../sockets.js';
import { session } from '../warehouse/session.js';
import { ended, refresh, submit } from './ask.js';
import type { Story } from './story.js';
import { spoken } from './story.js';

const LONG = `
SELECT a.distance / 100 AS hundred_miles, round(avg(abs(a.delay - b.delay)), 3) AS difference
FROM departures a JOIN departures b ON a.distance = b.distance
GROUP BY 1
ORDER BY 1`;

/** Statements of runs that have been under way for a while, with the port of the worker's side. */
const UNDER_WAY = `
SELECT pid, client_port FROM pg_stat_activity
WHERE datname = current_database() AND application_name LIKE 'onceql:%'
  AND state = 'active' AND clock_timestamp() - query_start > interval '0.3 s'`;

/** A worker dies in the middle of a run, and the caller gets his rows all the same. */
export async function tellSurvival(story: Story, api: ApiClient, stack: StackState, warehouse: { url: string; source: number }): Promise<void> {
  story.chapter('A worker is killed in the middle of a run');
  story.show(LONG);
  await refresh(api, warehouse.source, ['public.departures']);
  const begun = performance.now();
  const job = await submit(api, warehouse.source, LONG);
  const victims = workersOf(stack, await workerPort(warehouse.url));
  for (const [name, pid] of victims) {
    process.kill(pid, 'SIGKILL');
    story.say(`${spoken(performance.now() - begun)} after the question: kill -9 ${pid} (${name}, which runs it)`);
  }
  const killed = performance.now();
  const { status, error, query_result_id: result } = await ended(api, job, 90_000);
  story.say(`${spoken(performance.now() - killed)} after the kill the job has ended${error === '' ? '' : ` with "${error}"`}`);
  story.claim('a worker was killed', victims.length > 0);
  story.claim('the job finished, with a result', status === 3 && result !== null);
  story.claim('nothing of it is left running on the warehouse', (await session(warehouse.url, (c) => c.query(UNDER_WAY))).rowCount === 0);
}

/** The client's port of the statement, as soon as it is in the middle of its work. */
async function workerPort(url: string): Promise<number> {
  const deadline = Date.now() + 15_000;
  return session(url, async (client) => {
    while (Date.now() < deadline) {
      const { rows } = await client.query<{ client_port: number }>(UNDER_WAY);
      if (rows[0] !== undefined) return rows[0].client_port;
      await pause(20);
    }
    throw new Error('the statement was not seen on the warehouse');
  });
}

/** The worker at this end of the connection; where the system does not tell, all of them. */
function workersOf({ processes }: StackState, port: number): [name: string, pid: number][] {
  const workers = Object.entries(processes).filter(([name]) => name.startsWith('worker'));
  const owner = ownerOf((socket) => socket.localPort === port && !socket.listening);
  return workers.filter(([, { pid }]) => owner === undefined || pid === owner).map(([name, { pid }]) => [name, pid]);
}
