import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setTimeout as later } from 'node:timers/promises';
import { AutoLimits } from '@onceql/api/dist/caches/auto-limits.js';
import { Identities } from '@onceql/api/dist/caches/identities.js';
import { OPTION_DEFAULTS, StatementReader } from '@onceql/shared';
import type { Source } from '@onceql/shared';
import { HOSTILE, LONG } from './long.js';

/** Just so short that it is read at once, and two that are not; the parser is given 10,000 tokens at most. */
const TOKENS = [700, 5000, 9800];

const SOURCE: Source = {
  id: 1, name: 'warehouse', type: 'pg', version: 1, createdAt: new Date(0),
  options: { ...OPTION_DEFAULTS, host: 'db', dbname: 'sales', user: 'reader', password: '', sslmode: 'disable' },
};

/** In a process of its own: how long reading statements of a shape holds the loop, the way the API reads them. */
async function hold(shape: string): Promise<void> {
  const reader = new StatementReader();
  await reader.start();
  const [limits, identities] = [new AutoLimits(reader), new Identities(reader)];
  const turns = monitorEventLoopDelay({ resolution: 1 });
  turns.enable();
  await later(20);
  turns.reset();
  for (const template of templatesOf(shape)) {
    const bound = await reader.bindParameters(template, { n: 7 }, SOURCE.type);
    if (!('statement' in bound)) throw new Error(JSON.stringify(bound));
    await identities.of(SOURCE, await limits.of(bound.statement, SOURCE.type), 'on');
    await later(5);
  }
  process.stdout.write(String(turns.max / 1e6));
  await reader.close();
}

function templatesOf(shape: string): string[] {
  const [long, hostile] = [LONG[shape], HOSTILE[shape]];
  return long ? TOKENS.map(long) : hostile ? [hostile()] : [];
}

await hold(process.argv[2] ?? '');
