// Writes and reads back 300,000 rows of 300 bytes and prints by how many MB the process has grown at its largest.
import { randomBytes } from 'node:crypto';
import { openResultStore, renderCsv } from '../dist/index.js';

const columns = ['a', 'b'].map((name) => ({ name, type: 'string', databaseType: 'text' }));
const before = process.memoryUsage.rss();
let peak = 0;
const measure = () => {
  peak = Math.max(peak, process.memoryUsage.rss() - before);
};

async function* rows() {
  for (let at = 0; at < 300_000; at += 1000) {
    const cells = columns.map(() => noise(1000));
    yield { length: 1000, columns: cells, bytes: 300_000 };
  }
}

/** Text that does not compress, so that keeping the encoded bytes would show as well. */
function noise(rows) {
  const hex = randomBytes(75 * rows).toString('hex');
  return Array.from({ length: rows }, (_, r) => hex.slice(150 * r, 150 * r + 150));
}

const store = await openResultStore(`file://${process.argv[2]}`);
const stored = await store.write({ source: 1, run: 'wide' }, columns, rows(), measure);
let bytes = 0;
for await (const chunk of renderCsv(store.read(stored, columns), columns)) {
  bytes += chunk.length;
  measure();
}
process.stdout.write(JSON.stringify({ rows: stored.rows, bytes, grownMb: peak / 2 ** 20 }));
