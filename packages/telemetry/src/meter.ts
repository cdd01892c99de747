import { Counter, Histogram } from 'prom-client';
import type { Registry } from 'prom-client';
import type { Meter, SubmissionOutcome } from '@onceql/shared';
import { knownCode } from './codes.js';

const RUN_SECONDS = [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800, 3600];

/** Counts the story's outcomes. A source is named by its id. */
export function openMeter(registry: Registry): Meter {
  const registers = [registry];
  const counter = <L extends string>(name: string, help: string, ...labelNames: L[]): Counter<L> =>
    new Counter({ name, help, labelNames, registers });
  const submissions = counter('onceql_submissions_total', 'Submissions that were answered with a result or a job', 'source', 'outcome', 'reason');
  const attempts = counter('onceql_attempts_total', 'Attempts of workers at runs, by what became of them', 'source', 'outcome', 'reason');
  const rows = counter('onceql_result_rows_total', 'Rows of results that were made readable', 'source');
  const bytes = counter('onceql_result_bytes_total', 'Bytes of the files of results that were made readable', 'source');
  const moved = counter('onceql_epochs_moved_total', 'Tables whose epoch was moved on by a refresh', 'source');
  const expired = counter('onceql_entries_expired_total', 'Entries that rested on tables whose epoch was moved on', 'source');
  const loads = counter('onceql_loads_ended_total', 'Loads that ended, by how', 'source', 'end');
  const swept = counter('onceql_entries_swept_total', 'Entries that were taken out of the index, by why', 'source', 'reason');
  const duration = new Histogram({
    name: 'onceql_run_duration_seconds', help: 'From the start of a statement to its last row in storage',
    labelNames: ['source'], buckets: RUN_SECONDS, registers,
  });
  // Labels are looked up by their digest; hits are many and always have the same ones.
  const hits = new Map<number, Counter.Internal>();
  const seriesOf = (source: number, outcome: SubmissionOutcome, why: string): Counter.Internal => {
    const known = outcome === 'hit' ? hits.get(source) : undefined;
    if (known) return known;
    const made = submissions.labels({ source, outcome, reason: knownCode(why) });
    if (outcome === 'hit') hits.set(source, made);
    return made;
  };
  return {
    submitted: (source, outcome, why) => seriesOf(source, outcome, why).inc(),
    attempted: (source, outcome, report) => {
      attempts.inc({ source, outcome, reason: knownCode(report.reason) });
      if (outcome !== 'published' && outcome !== 'delivered') return;
      duration.observe({ source }, report.runtime);
      rows.inc({ source }, report.rows);
      bytes.inc({ source }, report.bytes);
    },
    refreshed: (source, tables, invalidated) => {
      moved.inc({ source }, tables);
      expired.inc({ source }, invalidated);
    },
    loadEnded: (source, end) => loads.inc({ source, end }),
    swept: (source, reason, entries) => swept.inc({ source, reason }, entries),
  };
}
