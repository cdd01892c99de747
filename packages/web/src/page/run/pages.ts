/** Where somebody at a pager wants to go. */
export type Move = 'first' | 'previous' | 'next' | 'last';

/** Where a page begins. */
export function target(move: Move, { offset, limit, rowCount }: { offset: number; limit: number; rowCount: number }): number {
  const last = Math.max(0, Math.floor((rowCount - 1) / limit) * limit);
  const places = { first: 0, previous: Math.max(0, offset - limit), next: Math.min(last, offset + limit), last };
  return places[move];
}
