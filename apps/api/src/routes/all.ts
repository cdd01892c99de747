import type { Endpoint } from '../http/endpoint.js';
import { analyzeEndpoints } from './analyze.js';
import { cacheEndpoints } from './cache.js';
import { dataSourceEndpoints } from './data-sources.js';
import { documentEndpoints } from './documents.js';
import { jobEndpoints } from './jobs.js';
import { loadEndpoints } from './loads.js';
import { queryResultEndpoints } from './query-results.js';
import { refreshEndpoints } from './refreshes.js';
import { sessionEndpoints } from './session.js';
import { storedResultEndpoints } from './stored-results.js';
import { tableEndpoints } from './tables.js';

/** Every endpoint there is. @param machines Those for probes and scrapes. */
export function allEndpoints(machines: readonly Endpoint[]): readonly Endpoint[] {
  const all: readonly Endpoint[] = [
    ...queryResultEndpoints,
    ...storedResultEndpoints,
    ...analyzeEndpoints,
    ...jobEndpoints,
    ...dataSourceEndpoints,
    ...refreshEndpoints,
    ...loadEndpoints,
    ...tableEndpoints,
    ...cacheEndpoints,
    ...sessionEndpoints,
    ...machines,
    ...documentEndpoints(() => all),
  ];
  return all;
}
