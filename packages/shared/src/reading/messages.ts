import type { Given, ReadingName } from './readings.js';

/** To the thread, one at a time: the next when this one is answered. */
export interface Asked<Name extends ReadingName = ReadingName> {
  readonly name: Name;
  readonly given: Given<Name>;
}

/** From the thread. */
export type Told =
  /** Once, when it has been set up. */
  | { readonly told: 'ready' }
  | { readonly told: 'read'; readonly value: unknown }
  /** The function threw, which none of them should. */
  | { readonly told: 'fault'; readonly error: unknown };
