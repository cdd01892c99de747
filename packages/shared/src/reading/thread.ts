import { parentPort } from 'node:worker_threads';
import { loadReader } from '../hashing/identify.js';
import { warmReader } from '../hashing/warm-up.js';
import type { Asked, Told } from './messages.js';
import { READINGS } from './readings.js';

function told({ name, given }: Asked): Told {
  const read = READINGS[name] as (...all: readonly unknown[]) => unknown;
  try {
    return { told: 'read', value: read(...given) };
  } catch (error) {
    return { told: 'fault', error };
  }
}

const tell = (answer: Told): void => parentPort?.postMessage(answer);

await loadReader();
warmReader();
parentPort?.on('message', (asked: Asked) => {
  // A parser that broke down is replaced before the next text.
  void loadReader().then(() => tell(told(asked)));
});
tell({ told: 'ready' });
