// Writes and reads back 300,000 rows of 300 bytes and prints by how many MB the process has grown at its largest.
import { randomBytes } from 'node:crypto';
import { openResultStore, renderDelimited } from '../dist/index.js';

const columns = ['a', 'b'].map((name) => ({ name, type: 'string', databaseType: 'text', kind: 'text' }));
const before = process.memoryUsage.rss();
let peak = 0;
const measure = () => {
  peak = Math.max(peak, process.memoryUsage.rss() - before);
};

async function* rows() {
  // More than a dictionary holds, and made once, so that no rubbish of the test's own is counted.
  const some = Array.from({ length: 64 }, () => columns.map(() => noise(1000)));
  for (let i = 0; i < 300; i++) yield { length: 1000, columns: some[i % 64], bytes: 300_000 };
}

/** Text that does not compress, so that keeping the encoded bytes would show as well. */
function noise(rows) {
  const bytes = Buffer.from(randomBytes(75 * rows).toString('hex'));
  return { kind: 'text', bytes, offsets: Uint32Array.from({ length: rows + 1 }, (_, row) => 150 * row) };
}

const store = await openResultStore(`file://${process.argv[2]}`);
const stored = await store.write({ source: 1, run: 'wide' }, columns, rows(), measure);
let bytes = 0;
for await (const chunk of renderDelimited(store.read(stored, columns), columns)) {
  bytes += chunk.length;
  measure();
}
process.stdout.write(JSON.stringify({ rows: stored.rows, bytes, grownMb: peak / 2 ** 20 }));
