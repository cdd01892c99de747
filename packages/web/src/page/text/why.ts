import type { Difference, Explained } from '../api/shapes.js';
import { tell } from './provenance.js';
import type { Told } from './provenance.js';

/** What would become of a statement, in words. */
export function foretell({ message, entry, cacheable, ttl }: Explained): Pick<Told, 'word' | 'label' | 'sentence'> {
  if (message !== null) return { word: 'bypass', label: 'Not run', sentence: message };
  if (entry && !entry.expired) return { word: 'hit', label: 'Hit', sentence: 'It would be served from the cache; the database would not be asked.' };
  if (!cacheable) return { word: 'bypass', label: 'Not cached', sentence: 'It would be run, and its result would not be kept.' };
  const until = ttl === null ? 'until what it rests on is refreshed' : `for ${ttl} seconds, or until what it rests on is refreshed`;
  return { word: 'miss', label: 'Miss', sentence: `It would be run, and its result cached ${until}.` };
}

/** One reason against caching, as a sentence: `time_function(now)`. */
export function objection(reason: string): string {
  const said = tell(`bypass; reason=${reason}`).sentence.replace(/^Run (?:now, but not cached|for you alone)(?:: |, )/, '');
  return said.charAt(0).toUpperCase() + said.slice(1);
}

/** One thing in which the nearest cached statement differs. */
export function contrast({ what, table, here, there }: Difference): string {
  if (what === 'epoch') return `${table ?? ''} is at epoch ${here}; the cached rows were read at ${there}`;
  if (what === 'date') return `relative dates count from ${here}; those of the cached rows from another day`;
  if (what === 'rules') return 'the same statement, cached by an earlier version or with other options of the source';
  if (here === '') return `the cached one has ${there}, this one has not`;
  return there === '' ? `this one has ${here}, the cached one has not` : `${here} here, ${there} in the cached one`;
}
