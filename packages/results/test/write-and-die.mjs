// Begins to write a result to the folder given, says so when a row group is on disk, and waits to be killed.
import { randomBytes } from 'node:crypto';
import { openResultStore } from '../dist/index.js';

const columns = [{ name: 'n', type: 'string', databaseType: 'text', kind: 'text' }];
const ROWS = 25_000;
const texts = { kind: 'text', bytes: randomBytes(75 * ROWS), offsets: Uint32Array.from({ length: ROWS + 1 }, (_, row) => 75 * row) };

async function* batches() {
  for (let i = 0; i < 10; i++) yield { length: ROWS, columns: [texts], bytes: 0 };
  process.stdout.write('a row group is written\n');
  setInterval(() => undefined, 1000);
  await new Promise(() => undefined);
}

const store = await openResultStore(`file://${process.argv[2]}`);
await store.write({ source: 1, run: 'dies' }, columns, batches(), () => undefined);
