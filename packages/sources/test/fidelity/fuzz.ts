import fc from 'fast-check';
import { statements, under } from './corpora.js';
import { startLine } from './ground.js';
import type { Line } from './line.js';
import { table, tried } from './tables.js';

/** One process of `npm run fuzz -- fidelity`: the corpora's statements, then random tables, on a Postgres of its own. Tells its parent how far it is. */
const [seed, rounds] = process.argv.slice(2).map(Number);
const TOLD_EVERY_MS = 1_000;

const tell = (message: object): void => void process.send?.(message);

async function hunt(line: Line): Promise<void> {
  let done = 0;
  let told = Date.now();
  const property = fc.asyncProperty(table, async (each) => {
    const wrong = await tried(line, each);
    done += 1;
    if (Date.now() - told >= TOLD_EVERY_MS) tell({ done, at: (told = Date.now()) });
    if (wrong.length > 0) throw new Error(wrong.join('\n'));
  });
  await fc.assert(property, { seed, numRuns: rounds }).catch((error: Error) => {
    process.exitCode = 1;
    tell({ fault: `Seed ${String(seed)}. ${String(error.cause)}\n${error.message}` });
  });
  tell({ done });
}

async function readCorpora(line: Line): Promise<void> {
  for (const { statement, schema } of statements()) {
    const wrong = await line.differences(statement, 'pg', under(schema));
    if (wrong.length === 0) continue;
    process.exitCode = 1;
    tell({ fault: `${wrong.join('\n')}\n${statement}` });
  }
}

const { line, stop } = await startLine();
try {
  await readCorpora(line);
  await hunt(line);
} finally {
  await stop();
  process.disconnect?.();
}
