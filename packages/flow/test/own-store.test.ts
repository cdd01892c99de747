import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { claimStore } from '../src/own-store.js';
import { reconcileFiles } from '../src/reconcile-files.js';
import { sweep } from '../src/sweep.js';
import { Ground } from './ground.js';

let ground: Ground;

beforeAll(async () => {
  ground = await Ground.start();
});
afterAll(() => ground.stop());

/** Neither a start nor a round, and no file is touched. */
async function expectRefused(sentence: RegExp): Promise<void> {
  const files = await ground.files();
  for (const refused of [claimStore(ground), sweep(ground, { graceSeconds: 0 }), reconcileFiles(ground, {}, () => Date.now() + 7_200_000)]) {
    await expect(refused).rejects.toThrow(sentence);
  }
  expect(await ground.files()).toEqual(files);
}

test('a folder of another installation is refused, until its mark is deleted', async () => {
  const own = await ground.ledger.installation();
  await ground.store({ source: ground.source, run: ground.index.newRunId() });
  await ground.results.own({ id: 'another', results: 0 });
  await expectRefused(/belongs to another installation of OnceQL \(another;.*delete the file onceql-installation/);
  await ground.results.remove('onceql-installation');
  await claimStore(ground);
  expect(await ground.results.owner()).toEqual(own);
});

test('a ledger that was put back to an earlier moment is refused', async () => {
  const { id } = await ground.run('k', []);
  await sweep(ground, { graceSeconds: 3600 });
  expect(await ground.results.owner()).toMatchObject({ results: id });
  await ground.records.query("select setval('onceql.results_id_seq', $1)", [id - 1 || 1]);
  await ground.results.own({ ...(await ground.ledger.installation()), results: id + 1 });
  await expectRefused(/is older than the results folder: it has recorded \d+ results, of \d+ that were\..*empty Redis/);
  await ground.results.remove('onceql-installation');
  await claimStore(ground);
});

test('a folder that is not mounted any more is no reason to drop entries', async () => {
  await ground.run('j', []);
  const [path = ''] = await ground.files();
  await ground.results.remove('onceql-installation');
  await ground.results.remove(path);
  await expect(reconcileFiles(ground)).rejects.toThrow(/Is the volume mounted/);
  expect((await ground.index.sweep.entries(ground.source, '0')).items.length).toBeGreaterThan(0);
});

test('a mark that is damaged is told', async () => {
  await ground.results.own({ id: 'a b', results: 0 });
  await expect(claimStore(ground)).rejects.toThrow(/onceql-installation in the results folder is damaged/);
});
