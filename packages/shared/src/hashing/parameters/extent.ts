import { MOST_CHARACTERS, MOST_TOKENS } from '../text/bounds.js';
import type { Binding } from './substitute.js';
import { textOf } from './values.js';

/** Places for values in one template: bare ones cannot be more, with a comma between two of them. */
const MOST_PLACES = MOST_TOKENS / 2;

/** Whether a template is longer than anything that is filled. Told before its placeholders are looked at. */
export const isLongTemplate = (template: string): boolean => template.length > MOST_CHARACTERS || template.split('{{').length > MOST_PLACES + 1;

/**
 * Whether the statement would be too long to be read with these values in it. Told before it is written: a value that
 * stands in many places makes much out of little.
 */
export function isTooMuch(bindings: readonly Binding[]): boolean {
  let [characters, constants] = [0, 0];
  for (const { value, within } of bindings) {
    // What stands in a comment stays out of the statement.
    if (within === undefined) continue;
    const values: readonly unknown[] = Array.isArray(value) ? value : [value];
    if (within === 'word') constants += values.length;
    for (const each of values) characters += (textOf(each) ?? '').length;
    // Between two constants there is a comma at least.
    if (characters > MOST_CHARACTERS || 2 * constants > MOST_TOKENS) return true;
  }
  return false;
}
