import type { KnownTable } from '../api/shapes.js';
import { ago, moment } from './format.js';

/** How and when it was learnt that a table had changed, in words. */
export function changeTold({ changed_at: at, how, by }: KnownTable, now: number): string {
  if (at === null) return 'no change told';
  return `${learnt(how, by)} ${ago(Math.max(0, (now - Date.parse(at)) / 1000))}`;
}

function learnt(how: KnownTable['how'], by: string | null): string {
  const who = by === null ? '' : ` by ${by}`;
  switch (how) {
    case 'call':
      return `refreshed${who}`;
    case 'load':
      return `loaded${who}`;
    case 'abandoned':
      return `load abandoned${who}`;
    case 'overdue':
      return `load${by === null ? '' : ` of ${by}`} ran over its time`;
    case 'feed':
      return 'change seen in the source';
    default:
      return 'changed';
  }
}

/** That loads are open on the table, and until when at most. */
export function loadsTold({ loads }: KnownTable): string {
  const [first] = [...loads].sort((one, other) => one.until.localeCompare(other.until));
  if (first === undefined) return '';
  return `${loads.length === 1 ? 'being loaded' : `${loads.length} loads open`}, until ${moment(first.until)} at the latest`;
}
