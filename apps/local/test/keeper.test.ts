import { expect, test } from '@jest/globals';
import { Keeper } from '../src/supervise/keeper.js';
import type { Running } from '../src/supervise/keeper.js';

const BACK_OFF = { first: 1, most: 4, calm: 60_000 };

/** A process that ends when it is told to. */
class Puppet implements Running {
  static made = 0;
  readonly pid = (Puppet.made += 1);
  readonly stops: (number | undefined)[] = [];
  die: (how: string) => void = () => {};
  readonly exited = new Promise<string>((resolve) => (this.die = resolve));

  async stop(boundMs?: number): Promise<void> {
    this.stops.push(boundMs);
    this.die('stopped');
    await this.exited;
  }
}

function kept(start: () => Promise<Puppet>): { keeper: Promise<Keeper<Puppet>>; lines: string[]; next(): Promise<Puppet> } {
  const lines: string[] = [];
  const waiting: ((puppet: Puppet) => void)[] = [];
  const order = {
    name: 'puppet',
    start,
    onStart: (puppet: Puppet) => waiting.shift()?.(puppet),
    say: (line: string) => lines.push(line),
    backOff: BACK_OFF,
  };
  return { keeper: Keeper.start(order), lines, next: () => new Promise((resolve) => waiting.push(resolve)) };
}

test('starts again what died, and says so', async () => {
  const { keeper, lines, next } = kept(async () => new Puppet());
  const first = (await keeper).running;
  const restart = next();
  first.die('SIGKILL');
  const second = await restart;
  await (await keeper).stop(7);
  expect(lines).toEqual([`puppet (pid ${first.pid}) died (SIGKILL): starting it again`, `puppet runs again (pid ${second.pid})`]);
  expect([first.stops, second.stops]).toEqual([[], [7]]);
});

test('tries on when a new start fails', async () => {
  let starts = 0;
  let failures = 0;
  const { keeper, lines, next } = kept(async () => {
    if ((starts += 1) === 1 || failures === 3) return new Puppet();
    throw new Error(`no ${(failures += 1)}`);
  });
  const restart = (await keeper) && next();
  (await keeper).running.die('exit code 1');
  await restart;
  await (await keeper).stop(0);
  expect(lines.slice(1, 4)).toEqual(['puppet did not start: no 1', 'puppet did not start: no 2', 'puppet did not start: no 3']);
});

test('does not start again what was stopped, however often', async () => {
  const { keeper, lines } = kept(async () => new Puppet());
  const { running } = await keeper;
  await Promise.all([(await keeper).stop(5), (await keeper).stop(0)]);
  expect(running.stops).toEqual([5, 0]);
  expect(lines).toEqual([]);
});

test('stops one whose new start was under way', async () => {
  const gate: { open?: () => void } = {};
  let starts = 0;
  let begun: () => void = () => {};
  const restarting = new Promise<void>((resolve) => (begun = resolve));
  const { keeper, next } = kept(async () => {
    if ((starts += 1) > 1) {
      begun();
      await new Promise<void>((resolve) => (gate.open = resolve));
    }
    return new Puppet();
  });
  const second = (await keeper) && next();
  (await keeper).running.die('SIGKILL');
  await restarting;
  const stopped = (await keeper).stop(0);
  gate.open?.();
  await stopped;
  expect((await second).stops).toHaveLength(1);
});

test('what cannot be started at all is told at once', async () => {
  const { keeper } = kept(() => Promise.reject(new Error('no such program')));
  await expect(keeper).rejects.toThrow('no such program');
});
