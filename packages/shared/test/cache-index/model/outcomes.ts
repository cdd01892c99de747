/** What has to come up among a few hundred schedules. */
export const OUTCOMES = [
  'hit', 'joined', 'claimed', 'paused', 'fenced', 'look hit', 'look missed', 'look fenced', 'answer lost',
  'take taken', 'take superseded', 'take ended', 'begin go', 'begin superseded', 'begin ended', 'begin fenced',
  'publish published', 'publish delivered', 'publish superseded', 'publish ended', 'publish gone', 'publish undivided',
  'same day', 'other day', 'fail failed', 'given up failed', 'leave left', 'leave ended', 'detach', 'moved', 'untold', 'queued again',
  'stale', 'ahead', 'begin loading', 'load opened', 'load closed', 'load abandoned', 'load overdue', 'load ended', 'loads reconciled',
  'feed held', 'feed of another', 'feed committed', 'vouched', 'drop dropped', 'drop kept', 'mark deleted',
  'kept with entry', 'kept for a while', 'kept by nobody', 'forgotten',
  'opening open', 'opening moved', 'promoted', 'emptied', 'restarted', 'recorded', 'epochs open',
] as const;
