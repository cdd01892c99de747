// Writes one page after the other of a value of 8 MB each, reads them again and again and prints by how many MB the process has grown at its largest.
import { openResultStore } from '../dist/index.js';

const MB = 2 ** 20;
const columns = [{ name: 'a', type: 'string', databaseType: 'text', kind: 'text' }];
const value = Buffer.alloc(8 * MB, 'what is repeated takes little room in a file');
const cells = { kind: 'text', bytes: value, offsets: Uint32Array.of(0, value.length) };

async function* rows() {
  for (let i = 0; i < 8; i++) yield { length: 1, columns: [cells], bytes: value.length };
}

const store = await openResultStore(`file://${process.argv[2]}`);
const stored = await store.write({ source: 1, run: 'large' }, columns, rows(), () => undefined);
const before = process.memoryUsage.rss();
let peak = 0;
let bytes = 0;
for (let i = 0; i < 8; i++) {
  for await (const batch of store.read(stored, columns)) {
    bytes += batch.bytes;
    peak = Math.max(peak, process.memoryUsage.rss() - before);
  }
}
process.stdout.write(JSON.stringify({ readMb: bytes / MB, grownMb: peak / MB }));
