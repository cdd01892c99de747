import type { ApiClient } from '../api-client.js';
import { session } from '../warehouse/session.js';
import { ask, refresh } from './ask.js';
import type { Answer } from './ask.js';
import type { Story } from './story.js';
import { spoken } from './story.js';

const SEATTLE = "SELECT departures FROM busiest_airports WHERE iata = 'SEA'";
const NEW_FLIGHT = `
INSERT INTO flights (departs_at, origin, destination, distance, delay)
VALUES ('2001-03-31 23:59', 'SEA', 'PDX', 129, 0)`;

const departures = ({ rows }: Answer): number => Number(rows[0]?.['departures']);

/** A row is written and its table refreshed: the next answer has it. The question goes through a view. */
export async function tellFreshness(story: Story, api: ApiClient, warehouse: { url: string; source: number }): Promise<void> {
  const { url, source } = warehouse;
  story.chapter('A row is written, and OnceQL is told of it');
  story.show(SEATTLE);
  await ask(api, source, SEATTLE);
  const before = await ask(api, source, SEATTLE);
  story.say(`${departures(before)} departures, in ${spoken(before.took)}`);
  story.claim('it was a hit', before.cache === 'hit');
  await session(url, (client) => client.query(NEW_FLIGHT));
  story.show(`${NEW_FLIGHT.trim()}\n\nPOST /api/data_sources/${source}/tables/refresh {"tables":["public.flights"]}`);
  await refresh(api, source, ['public.flights']);
  const after = await ask(api, source, SEATTLE);
  story.say(`${departures(after)} departures, in ${spoken(after.took)} (${after.cache})`);
  story.claim('it was a miss, though the question names only a view on the table', after.cache.startsWith('miss'));
  story.claim('the new row is in it', departures(after) === departures(before) + 1);
  await session(url, (client) => client.query("DELETE FROM flights WHERE departs_at = '2001-03-31 23:59' AND distance = 129"));
  await refresh(api, source, ['public.flights']);
}
