import { now } from './clock.js';
import type { Scene } from './scene.js';

const KILLS = ['kill_api', 'kill_worker', 'term_api', 'term_worker', 'stop_worker', 'redis_kill', 'redis_empty', 'redis_stop'];

/** How the storm goes, on one line. */
export function progressLine({ journal: { counts, violations } }: Scene, started: number): string {
  const of = (name: string): number => counts[name] ?? 0;
  const seconds = (now() - started) / 1000;
  return [
    `${seconds.toFixed(0).padStart(4)} s`, `${(of('submissions') / seconds).toFixed(1)} submissions/s`, `${of('served_hit')} hits`,
    `${of('served_joined')} joins`, `${of('served_miss')} misses`, `${of('fetched')} fetched`, `${of('judged')} judged`,
    `${KILLS.reduce((sum, name) => sum + of(name), 0)} kills and stops`, `${of('versions')} versions`, `${violations.length} violations`,
  ].join(' · ');
}
