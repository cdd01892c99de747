import { describe, expect, test } from '@jest/globals';
import { judgeEnd, judgeStuck } from '../../src/chaos/ends.js';
import type { Blow, Disturbance, Ended } from '../../src/chaos/ends.js';

const blow = (kind: Blow, from: number, to = from + 10): Disturbance => ({ blow: kind, target: '', from, to });
const failed = (error: string, more: Partial<Ended> = {}): Ended => ({ job: '1-a', status: 4, error, sent: 100_000, received: 120_000, left: false, ...more });
const fault = (ended: Ended, ...blows: Disturbance[]): string | undefined => judgeEnd(ended, blows)?.fault;

const CANCELLED = 'Query cancelled by user.';
const LOST = 'OnceQL lost track of this query when its index was emptied. Submit it again.';
const GIVEN_UP = 'Four workers died, or fell silent, while they ran this query. It is not tried again.';
const BROKEN = 'terminating connection due to administrator command';

describe('a job that failed', () => {
  test('as cancelled is honest only to those who asked for it', () => {
    expect(fault(failed(CANCELLED, { left: true }))).toBeUndefined();
    expect(fault(failed(CANCELLED))).toBe('dishonest_end');
  });

  test('as lost is honest only if the index was emptied meanwhile', () => {
    expect(fault(failed(LOST), blow('redis_empty', 110_000))).toBeUndefined();
    expect(fault(failed(LOST), blow('redis_empty', 90_000))).toBe('dishonest_end');
    expect(fault(failed(LOST), blow('redis_kill', 110_000))).toBe('dishonest_end');
  });

  test('by a broken connection is honest only if one was broken', () => {
    expect(fault(failed(BROKEN), blow('warehouse_sessions', 105_000))).toBeUndefined();
    expect(fault(failed(BROKEN), blow('ledger_sessions', 105_000))).toBe('dishonest_end');
    expect(fault(failed(BROKEN))).toBe('dishonest_end');
  });

  test('by stalls is honest only after four of them', () => {
    const kills = [101_000, 104_000, 109_000, 115_000].map((at) => blow('kill_worker', at));
    expect(fault(failed(GIVEN_UP), ...kills)).toBeUndefined();
    expect(fault(failed(GIVEN_UP), ...kills.slice(1))).toBe('dishonest_end');
  });

  test('for a reason that nobody expects is not honest', () => {
    expect(fault(failed('canceling statement due to user request'), blow('kill_worker', 110_000))).toBe('dishonest_end');
    expect(fault(failed(''))).toBe('dishonest_end');
  });

  test('is judged only if it failed', () => {
    expect(fault(failed('whatever', { status: 3 }))).toBeUndefined();
  });
});

test('a job is stuck when it has not ended long after the last disturbance', () => {
  expect(judgeStuck({ job: '1-a', status: 2 }, 60_000, 60_000)?.fault).toBe('stuck');
  expect(judgeStuck({ job: '1-a', status: 1 }, 59_999, 60_000)).toBeUndefined();
  expect(judgeStuck({ job: '1-a', status: 4 }, 90_000, 60_000)).toBeUndefined();
  expect(judgeStuck({ job: '1-a', status: 2 }, -Infinity, 60_000)).toBeUndefined();
});
