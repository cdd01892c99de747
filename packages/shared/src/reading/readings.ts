import { withAutoLimit } from '../hashing/auto-limit.js';
import { readableCanonical } from '../hashing/canonical/text.js';
import { identify } from '../hashing/identify.js';
import { kindOfRefused } from '../hashing/kind.js';
import { bindValues } from '../hashing/parameters/bind.js';

/** All that is done with a statement's text where callers wait: pure functions of plain data, by name. */
export const READINGS = { identify, bindValues, withAutoLimit, readableCanonical, kindOfRefused } as const;

export type Readings = typeof READINGS;
export type ReadingName = keyof Readings;
export type Given<Name extends ReadingName> = Parameters<Readings[Name]>;
export type Read<Name extends ReadingName> = ReturnType<Readings[Name]>;
