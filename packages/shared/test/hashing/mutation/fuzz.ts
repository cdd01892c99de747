import { loadReader } from '../../../src/hashing/identify.js';
import { Oracle } from '../oracle/oracle.js';
import { Answers } from './answers.js';
import { families } from './families.js';
import { Hunt } from './hunt.js';
import { byKey } from './identifier.js';
import { readSchema } from './read-schema.js';
import { shrink } from './shrink.js';
import type { FalseMerge } from './tally.js';

/** One process of `npm run fuzz -- identity`: hunts on a Postgres of its own, and tells its parent how far it is. */
const [which, seed, merges] = process.argv.slice(2);
const TOLD_EVERY_MS = 1_000;
const LIMIT_MS = 2_000;

const tell = (message: object): void => void process.send?.(message);

async function hunt(answers: Answers): Promise<void> {
  const one = new Hunt(answers, byKey);
  const { tally } = one;
  let last = Date.now();
  for (const batch of families({ schema: await readSchema(answers.oracle), seed: Number(seed) })) {
    for (const family of batch) await one.try(family);
    answers.forget();
    const over = tally.merges >= Number(merges) || tally.falseMerges.length > 0 || tally.unsettled.length > 0;
    if (over || Date.now() - last >= TOLD_EVERY_MS) tell({ tally: { ...tally, kinds: [...tally.kinds] } });
    if (over) break;
    if (Date.now() - last >= TOLD_EVERY_MS) last = Date.now();
  }
  const [found] = tally.falseMerges;
  if (found !== undefined) fault(inWords(await shrink(answers, byKey, found), found));
  const [[statement, what] = []] = tally.unsettled;
  if (statement !== undefined) fault(`Not settled: ${String(what)}\n  ${statement}`);
}

function fault(text: string): void {
  process.exitCode = 1;
  tell({ fault: `Seed ${String(seed)}, the ${String(which)} Postgres. ${text}` });
}

function inWords(small: FalseMerge, found: FalseMerge): string {
  const by = found.by.length === 0 ? 'two statements that met by chance' : found.by.join(', then ');
  return [`A false merge: ${small.difference}`, ...small.pair.map((each) => `  ${each}`), `Found as (${by}): ${found.difference}`, ...found.pair.map((each) => `  ${each}`)].join('\n');
}

await loadReader();
const oracle = await Oracle.start(which === 'other' ? 'other' : 'embedded', { limitMs: LIMIT_MS });
try {
  await hunt(new Answers(oracle));
} finally {
  await oracle.stop();
  process.disconnect?.();
}
