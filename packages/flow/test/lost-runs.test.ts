import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { endLostRuns } from '../src/lost-runs.js';
import { Ground } from './ground.js';

let ground: Ground;
beforeAll(async () => {
  ground = await Ground.start();
});
afterAll(() => ground.stop());
beforeEach(async () => {
  await endLostRuns(ground, 0);
});

async function stateOf(run: string): Promise<{ state: string; error: string | null }> {
  const { rows } = await ground.records.query<{ state: string; error: string | null }>('SELECT state, error FROM onceql.runs WHERE id = $1', [run]);
  if (!rows[0]) throw new Error('no such run');
  return rows[0];
}

test('a run that the index has is left alone, open or ended', async () => {
  const open = await ground.claim();
  const ended = await ground.claim();
  await ground.index.fail({ ...ended, token: undefined }, 'no');
  expect(await endLostRuns(ground, 0)).toBe(0);
  expect([(await stateOf(open.run)).state, (await stateOf(ended.run)).state]).toEqual(['open', 'open']);
});

test('one that was lost with the index is ended, after a while, with words that say what to do', async () => {
  const { run } = await ground.claim();
  await ground.redis.flushall();
  expect(await endLostRuns(ground, 60)).toBe(0);
  expect(await endLostRuns(ground, 0)).toBeGreaterThan(0);
  expect(await stateOf(run)).toEqual({ state: 'failed', error: expect.stringMatching(/lost track .* Submit it again\.$/) });
  expect(await endLostRuns(ground, 0)).toBe(0);
});

test('an end that comes first stays', async () => {
  const { run } = await ground.claim();
  await ground.redis.flushall();
  await ground.ledger.recordEnd(run, { state: 'cancelled', error: 'left', at: new Date() });
  await endLostRuns(ground, 0);
  expect(await stateOf(run)).toEqual({ state: 'cancelled', error: 'left' });
});

test('more than are looked at together', async () => {
  const known = await ground.claim();
  await ground.records.query(
    `INSERT INTO onceql.runs (id, source_id, key, statement, created_at)
     SELECT 'lost-' || n, $1, 'k', 'SELECT 1', now() - interval '1 hour' FROM generate_series(1, 1300) n`,
    [ground.source],
  );
  expect(await endLostRuns(ground)).toBe(1300);
  expect((await stateOf(known.run)).state).toBe('open');
});
