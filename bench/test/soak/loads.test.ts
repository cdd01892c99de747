import { beforeEach, expect, test } from '@jest/globals';
import { Loads, changed } from '../../src/soak/loads.js';
import type { LoadEnd } from '../../src/soak/loads.js';
import type { Versions } from '../../src/chaos/tables.js';

let loads: Loads;

/** t2 from 1 to 3 and t3 from 1 to 2, in a load that was open from 1000 to 2000. */
function announce(end: LoadEnd | undefined): void {
  loads = new Loads();
  const load = loads.open(1, ['t2', 't3'], 1000);
  for (const versions of [{ t2: 2 }, { t3: 2 }, { t2: 3 }]) changed(load, versions);
  if (end === undefined) return;
  load.end = end;
  load.ending = 2000;
}

const faults = (versions: Versions, readAt: number, received: number): string[] =>
  loads.judge({ versions, tables: Object.keys(versions) as (keyof Versions)[], readAt, received }).map(({ fault }) => fault);

beforeEach(() => announce('closed'));

test('what was read before is right, also while the load is open and after', () => {
  expect(faults({ t2: 1, t3: 1 }, 900, 1500)).toEqual([]);
  expect(faults({ t2: 1, t3: 1 }, 900, 2500)).toEqual([]);
});

test('what was read while it was open may not be cached, whatever it shows', () => {
  expect(faults({ t2: 1, t3: 1 }, 1100, 2500)).toEqual(['half_loaded']);
  expect(faults({ t0: 1 }, 1100, 2500)).toEqual([]);
});

test('old and new tables of a load that was closed are a fault, and so is what it held in between', () => {
  expect(faults({ t2: 3, t3: 2 }, 2100, 2500)).toEqual([]);
  expect(faults({ t2: 3, t3: 1 }, 2100, 2500)).toEqual(['half_loaded']);
  expect(faults({ t2: 1, t3: 2 }, 990, 2500)).toEqual(['half_loaded']);
  expect(faults({ t2: 2 }, 2100, 2500)).toEqual(['half_loaded']);
});

test('a load that is open shows nothing new', () => {
  announce(undefined);
  expect(faults({ t2: 2 }, 990, 1500)).toEqual(['half_loaded']);
  expect(faults({ t2: 1 }, 990, 1500)).toEqual([]);
});

test.each(['abandoned', 'overdue'] as const)('one that was %s may be seen as it was left', (end) => {
  announce(end);
  expect(faults({ t2: 3, t3: 1 }, 2100, 2500)).toEqual([]);
  expect(faults({ t2: 3, t3: 1 }, 1500, 2500)).toEqual(['half_loaded']);
});
