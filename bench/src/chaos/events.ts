import { createWriteStream } from 'node:fs';
import { once } from 'node:events';
import { now } from './clock.js';
import type { Violation } from './judge.js';

/** Writes down all that happens, one JSON line each, and keeps the counts. */
export class Journal {
  readonly counts: Record<string, number> = {};
  readonly violations: Violation[] = [];
  readonly #out: ReturnType<typeof createWriteStream>;
  readonly #cried: (violation: Violation) => void;

  /** @param cried Hears of each violation as it is found. */
  constructor(file: string, cried: (violation: Violation) => void = () => undefined) {
    this.#out = createWriteStream(file);
    this.#cried = cried;
  }

  note(event: string, details: Readonly<Record<string, unknown>> = {}): void {
    this.#out.write(`${JSON.stringify({ at: Math.round(now() * 10) / 10, event, ...details })}\n`);
  }

  count(name: string, by = 1): void {
    this.counts[name] = (this.counts[name] ?? 0) + by;
  }

  violated(violation: Violation): void {
    this.violations.push(violation);
    this.note('violation', { ...violation });
    this.#cried(violation);
  }

  async close(): Promise<void> {
    this.#out.end();
    await once(this.#out, 'finish');
  }
}
