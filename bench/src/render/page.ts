import { quantile, shown } from '../measure/median.js';
import { download } from './download.js';
import { withMillion } from './million.js';

const WARM_UP = 5;
const PAGES = 60;

/** Milliseconds of a page of a thousand rows near the end of a million. */
export function bench(): Promise<Record<string, unknown>> {
  return withMillion(async (_stack, result, _source, api) => {
    const taken: number[] = [];
    for (let page = 0; page < WARM_UP + PAGES; page += 1) {
      // Another page each time, so that nothing but the way to it is repeated.
      taken.push((await download(api.url, `/api/query_results/${result}.json?offset=${900_000 + page}&limit=1000`)).seconds * 1000);
    }
    const all = taken.slice(WARM_UP);
    return {
      bench: 'page',
      says: 'Milliseconds of a thousand rows as JSON, from row 900,000 of a million on.',
      ms: Object.fromEntries([0.5, 0.9, 0.99].map((share) => [`p${share * 100}`, shown(quantile(all, share))])),
      pages: all.length,
    };
  });
}
