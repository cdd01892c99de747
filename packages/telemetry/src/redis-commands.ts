import { tracingChannel } from 'node:diagnostics_channel';
import { Counter, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import { commandOfSha } from '@onceql/shared';

/** What ioredis tells of a command on its diagnostics channel; the same object from start to end. */
interface Told {
  readonly command: string;
  readonly args: readonly string[];
}

const SECONDS = [0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];
/** These wait for work to come, so their duration tells nothing of Redis. */
const BLOCKING: ReadonlySet<string> = new Set(['bzpopmin', 'bzpopmax', 'blpop', 'brpop', 'blmove', 'brpoplpush', 'xread', 'xreadgroup']);

/**
 * Counts the commands that this process sends to Redis and how long it waited for their answers, over all its
 * connections. ioredis tells of each once, when it is written.
 */
export function watchRedisCommands(registry: Registry): void {
  const registers = [registry];
  const sent = new Counter({ name: 'onceql_redis_commands_total', help: 'Commands sent to Redis', labelNames: ['command'], registers });
  const waited = new Histogram({
    name: 'onceql_redis_command_duration_seconds', help: 'From sending a command to its answer, without those that wait for work',
    labelNames: ['command'], buckets: SECONDS, registers,
  });
  const series = new Map<string, { readonly count: Counter.Internal; readonly time: Histogram.Internal<'command'> | undefined }>();
  const seriesOf = (name: string) => {
    const known = series.get(name);
    if (known) return known;
    const made = { count: sent.labels(name), time: BLOCKING.has(name) ? undefined : waited.labels(name) };
    series.set(name, made);
    return made;
  };
  const begun = new WeakMap<Told, number>();
  const start = (told: unknown): void => {
    const of = seriesOf(nameOf(told as Told));
    of.count.inc();
    if (of.time) begun.set(told as Told, performance.now());
  };
  const asyncEnd = (told: unknown): void => {
    const since = begun.get(told as Told);
    if (since !== undefined) seriesOf(nameOf(told as Told)).time?.observe((performance.now() - since) / 1000);
  };
  const channel = tracingChannel('ioredis:command');
  channel.start.subscribe(start);
  channel.asyncEnd.subscribe(asyncEnd);
}

/** The index's own name for one of its scripts; the queue's scripts are all `evalsha`. */
function nameOf({ command, args }: Told): string {
  const name = command.toLowerCase();
  return name === 'evalsha' ? (commandOfSha(args[0] ?? '') ?? name) : name;
}
