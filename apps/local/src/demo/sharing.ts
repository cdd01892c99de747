import type { ApiClient } from '../api-client.js';
import { ask, refresh } from './ask.js';
import type { Story } from './story.js';
import { spoken } from './story.js';

const CALLERS = 200;

/** Pairs of departures over the same distance, the second later than the first: some seconds of honest work. */
const PAIRS = `
SELECT a.hour::int AS hour, count(*) AS pairs
FROM departures a JOIN departures b ON a.distance = b.distance
WHERE a.delay < b.delay
GROUP BY 1
ORDER BY 1`;

const IN_OTHER_CLOTHES = `
/* the same question, typed by somebody else */
select A."hour" :: integer as HOUR,
       COUNT( * )          as pairs
  from departures A inner join departures B on (A.distance = B.distance)
 where (A.delay < B.delay)   -- strictly
 group by 1 order by 1`;

/** Many equal questions are one run; then a hit; then a hit for the same question in other words. */
export async function tellSharing(story: Story, api: ApiClient, source: number): Promise<void> {
  await refresh(api, source, ['public.departures', 'public.flights']);
  await manyAtOnce(story, api, source);
  story.chapter('The same question once more');
  const hit = await ask(api, source, PAIRS);
  story.say(`answered in ${spoken(hit.took)}; the statement itself takes ${spoken(hit.runtime * 1000)}`);
  story.claim('it was a hit', hit.cache === 'hit');
  story.chapter('The same question in other clothes');
  story.show(IN_OTHER_CLOTHES);
  const dressed = await ask(api, source, IN_OTHER_CLOTHES);
  story.say(`answered in ${spoken(dressed.took)}`);
  story.claim('it has the same key, and was a hit', dressed.cache === 'hit' && dressed.key === hit.key);
}

async function manyAtOnce(story: Story, api: ApiClient, source: number): Promise<void> {
  story.chapter(`${CALLERS} callers ask the same question at once`);
  story.show(PAIRS);
  const begun = performance.now();
  const answers = await Promise.all(Array.from({ length: CALLERS }, () => ask(api, source, PAIRS)));
  const took = performance.now() - begun;
  const ran = answers.filter(({ cache, sourceJob }) => sourceJob === null && cache !== 'hit').length;
  const joined = answers.filter(({ cache }) => cache === 'joined').length;
  const runtime = (answers[0]?.runtime ?? 0) * 1000;
  story.say(`${CALLERS} answers in ${spoken(took)}: ${ran} ran the statement, ${joined} joined that run`);
  story.say(`the run took ${spoken(runtime)}; ${CALLERS} of them would be ${spoken(runtime * CALLERS)} of the warehouse's time`);
  story.claim('the warehouse was asked once', ran === 1);
  story.claim(`all ${CALLERS} answers are equal`, new Set(answers.map(({ data }) => data)).size === 1);
}
