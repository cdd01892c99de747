import type { Started } from './start.js';

const FIRST_QUERY = 'SELECT iata, city, departures, average_delay FROM busiest_airports ORDER BY departures DESC LIMIT 5';

/** What the person at the terminal needs next. */
export function banner({ url, logs, source }: Started, adminKey: string): string {
  const body = JSON.stringify({ data_source_id: source, query: FIRST_QUERY, wait_timeout: 30 });
  const first = [
    'The first query:',
    `  curl -s ${url}/api/query_results -H "Authorization: Key ${adminKey}" -d '${body}'`,
    '',
    'The story in figures, in another terminal: npm run demo',
  ];
  return [
    '',
    `OnceQL is ready at ${url}`,
    '',
    `  page        ${url}/#key=${encodeURIComponent(adminKey)}`,
    `  admin key   ${adminKey}`,
    `  Bull Board  ${url}/admin/queues (any name; the admin key is the password)`,
    `  logs        ${logs}`,
    '',
    ...(source === undefined ? [`Add a source of yours: POST ${url}/api/data_sources`] : first),
    'Ctrl-C stops everything.',
    '',
  ].join('\n');
}
