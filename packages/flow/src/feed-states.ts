import type { FeedView, Source } from '@onceql/shared';
import type { Ports } from './ports.js';

type FeedPorts = Pick<Ports, 'invalidation' | 'sources'>;

/** Whether the feed vouches for its source now, and else since when it does not, in ms since 1970; undefined: it never did. */
export function blindness({ watchedUntil, blindSince, now, why }: FeedView): { readonly watched: boolean; readonly since: number | undefined; readonly why: string } {
  const watched = watchedUntil !== undefined && watchedUntil >= now;
  if (why !== '') return { watched, since: blindSince, why };
  return watched ? { watched, since: undefined, why: '' } : { watched, since: watchedUntil, why: 'nobody looks: is there a worker?' };
}

/** Whether the feeds of all sources that have one vouch for them; a source whose Redis node is down is left out. */
export async function feedStates({ invalidation, sources }: FeedPorts): Promise<{ source: number; watched: boolean }[]> {
  const fed = (await sources.list()).filter(hasFeed);
  const views = await Promise.allSettled(fed.map(({ id }) => invalidation.feed(id)));
  return fed.flatMap(({ id }, at) => {
    const view = views[at];
    return view?.status === 'fulfilled' ? [{ source: id, watched: blindness(view.value).watched }] : [];
  });
}

const hasFeed = ({ options }: Source): boolean => options.feed !== 'off';
