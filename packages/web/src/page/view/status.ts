import type { Run, State } from '../state.js';
import type { Store } from '../store.js';
import { bytes, counted, duration } from '../text/format.js';
import { find } from './dom.js';

const STEPS = ['submitting', 'queued', 'started', 'finished'] as const;

/** The run's states: a line of steps, a counter, and a sentence that is read out when the state changes. */
export function showStatus(store: Store<State>): void {
  const [steps, counter, sentence] = [find('#steps'), find('#counter'), find('#state-told')];
  store.watch(
    ({ run }) => run,
    (run) => {
      document.body.dataset['run'] = run.phase === 'finished' && run.isHit ? 'hit' : run.phase;
      const at = stepOf(run);
      for (const [index, step] of [...steps.children].entries()) mark(step, index, at, run.phase);
      counter.textContent = count(run, Date.now());
      const say = told(run);
      if (sentence.textContent !== say) sentence.textContent = say;
      find('#failure').textContent = run.phase === 'failed' ? run.message : '';
      find('#failure-card').toggleAttribute('hidden', run.phase !== 'failed');
    },
  );
  setInterval(() => {
    const { run } = store.state;
    if ('since' in run) counter.textContent = count(run, Date.now());
  }, 100);
}

function stepOf({ phase }: Run): number {
  const step = phase === 'cancelling' ? 'started' : phase;
  return STEPS.indexOf(step as (typeof STEPS)[number]);
}

function mark(step: Element, index: number, at: number, phase: Run['phase']): void {
  const isDone = index < at || phase === 'finished';
  step.setAttribute('class', isDone ? 'done' : index === at ? 'now' : '');
  if (index === at) step.setAttribute('aria-current', 'step');
  else step.removeAttribute('aria-current');
}

/** What is counted beside the steps. */
function count(run: Run, now: number): string {
  if (run.phase === 'finished') return `${run.isHit ? 'answered from the cache' : 'answered'} in ${duration(run.seconds)}`;
  if (!('since' in run)) return '';
  const parts = 'job' in run ? progress(run.rows, run.bytes) : [];
  return [...parts, duration((now - run.since) / 1000)].join(' · ');
}

const progress = (rows: number | undefined, size: number | undefined): string[] => [
  ...(rows === undefined || rows === 0 ? [] : [counted(rows, 'row')]),
  ...(size === undefined || size === 0 ? [] : [bytes(size)]),
];

function told(run: Run): string {
  switch (run.phase) {
    case 'none':
      return '';
    case 'submitting':
      return 'Submitted.';
    case 'queued':
      return run.joined ? 'Joined a run that is queued.' : 'Queued.';
    case 'started':
      return run.joined ? 'Joined a run that is under way.' : 'Running.';
    case 'cancelling':
      return 'Cancelling.';
    case 'finished':
      return run.isHit ? 'Finished: answered from the cache.' : 'Finished.';
    case 'failed':
      return 'Failed.';
    case 'cancelled':
      return 'Cancelled.';
  }
}
