// Begins to write a result to the folder given, says so when a row group is on disk, and waits to be killed.
import { openResultStore } from '../dist/index.js';

const columns = [{ name: 'n', type: 'string', databaseType: 'text' }];
const texts = Array.from({ length: 25_000 }, (_, i) => `row ${i}`);

async function* batches() {
  yield { length: texts.length, columns: [texts], bytes: 0 };
  process.stdout.write('a row group is written\n');
  setInterval(() => undefined, 1000);
  await new Promise(() => undefined);
}

const store = await openResultStore(`file://${process.argv[2]}`);
await store.write({ source: 1, run: 'dies' }, columns, batches(), () => undefined);
