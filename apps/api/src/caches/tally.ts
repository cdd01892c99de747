import type { Meter, SubmissionOutcome } from '@onceql/shared';

/** How often submissions to a source were answered in which way. */
export type Answered = Readonly<Partial<Record<SubmissionOutcome, number>>>;

/** Counts how this process has answered since it started, beside the meter, which tells machines. */
export class Tally {
  readonly meter: Meter;
  readonly #counts = new Map<number, Partial<Record<SubmissionOutcome, number>>>();

  constructor(meter: Meter) {
    this.meter = {
      ...meter,
      submitted: (source, outcome, why) => {
        const counts = this.#of(source);
        counts[outcome] = (counts[outcome] ?? 0) + 1;
        meter.submitted(source, outcome, why);
      },
    };
  }

  of(source: number): Answered {
    return this.#counts.get(source) ?? {};
  }

  #of(source: number): Partial<Record<SubmissionOutcome, number>> {
    const known = this.#counts.get(source);
    if (known) return known;
    const made = {};
    this.#counts.set(source, made);
    return made;
  }
}
