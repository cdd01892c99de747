import fc from 'fast-check';
import { loadReader } from '@onceql/shared';
import { startPostgres } from '../postgres.js';
import { CORPORA, fill, statements, under } from './corpora.js';
import { Line } from './line.js';
import { SETUP, table, tried } from './tables.js';

/** One process of `npm run fuzz -- fidelity`: the corpora's statements, then random tables, on a Postgres of its own. Tells its parent how far it is. */
const VERSION = 18;
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
  for (const { statement, schema } of statements(VERSION)) {
    const wrong = await line.differences(statement, 'pg', under(schema));
    if (wrong.length === 0) continue;
    process.exitCode = 1;
    tell({ fault: `${wrong.join('\n')}\n${statement}` });
  }
}

await loadReader();
const postgres = await startPostgres({ setup: `${SETUP} ${CORPORA}` });
const line = await Line.over(postgres);
try {
  await fill(postgres.admin);
  await readCorpora(line);
  await hunt(line);
} finally {
  await line.stop();
  await postgres.stop();
  process.disconnect?.();
}
