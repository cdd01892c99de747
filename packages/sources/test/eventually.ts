import { setTimeout as pause } from 'node:timers/promises';

/** Asks again and again until the answer is not undefined or false; fails after `ms` milliseconds. */
export async function eventually<T>(ask: () => Promise<T | undefined | false>, ms = 60_000): Promise<T> {
  for (const end = performance.now() + ms; ; await pause(10)) {
    const answer = await ask();
    if (answer !== undefined && answer !== false) return answer;
    if (performance.now() > end) throw new Error(`It did not come about within ${String(ms)} ms.`);
  }
}
