import { once } from 'node:events';
import { loadConfig, orExit } from '@onceql/config';
import { ServiceFault } from '@onceql/testing';
import { Assembly } from './assembly.js';
import { banner } from './banner.js';
import { Teller } from './say.js';
import { startStack } from './start.js';
import type { Entries } from './start.js';
import { Trouble } from './trouble.js';

/** A terminal's Ctrl-C reaches us twice when npm passes it on as well; what comes within this time is one. */
const ONE_PRESS_MS = 1_000;

/** Runs OnceQL with all it needs until a signal, and ends this process when all has stopped. */
export async function runLocal(entries: Entries): Promise<void> {
  const config = orExit(() => loadConfig());
  const teller = new Teller(process.stdout);
  const assembly = new Assembly(teller);
  const stopping = stopOnSignals(assembly);
  // Children do not keep this process alive; this does.
  const alive = setInterval(() => {}, 2 ** 30);
  process.stdout.on('error', () => {});
  let code = 0;
  try {
    const started = await startStack({ config, entries, env: process.env }, assembly, teller, stopping.signal);
    teller.line(banner(started, config.adminKey));
    if (!stopping.signal.aborted) await once(stopping.signal, 'abort');
  } catch (error) {
    if (!stopping.signal.aborted) {
      process.stderr.write(`${explain(error)}\n`);
      code = 1;
    }
  }
  stopping.abort();
  await assembly.stop(config.graceSeconds * 1000);
  clearInterval(alive);
  process.exit(code);
}

function stopOnSignals(assembly: Assembly): AbortController {
  const stopping = new AbortController();
  let first = 0;
  const onSignal = (): void => {
    if (!stopping.signal.aborted) {
      first = Date.now();
      stopping.abort();
    } else if (Date.now() - first > ONE_PRESS_MS) {
      assembly.hurry();
    }
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, onSignal);
  return stopping;
}

function explain(error: unknown): string {
  if (error instanceof Trouble || error instanceof ServiceFault) return error.message;
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
