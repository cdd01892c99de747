import type { EndedLoad, RecordedLoad } from '@onceql/shared';

/** A load in the API's words. */
export function loadBody({ id, tables, caller, openedAt, endsAt }: RecordedLoad): Record<string, unknown> {
  return { id, tables, caller, opened_at: openedAt.toISOString(), ends_at: endsAt.toISOString() };
}

/** One that has ended, with how and where its tables' epochs went. */
export function endedLoadBody(load: EndedLoad): Record<string, unknown> {
  return { ...loadBody(load), ended_at: load.endedAt.toISOString(), end: load.end, epochs: load.epochs };
}
