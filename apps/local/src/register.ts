import type { ApiClient } from './api-client.js';
import type { Kept } from './kept.js';
import { SAMPLE } from './warehouse/databases.js';

const NAME = 'Sample warehouse';

interface SourceRow {
  readonly id: number;
  readonly name: string;
}

/** Makes the sample warehouse a source if there is none at all. Answers its id; undefined if somebody removed it. */
export async function registerSample(client: ApiClient, { postgresPort, readerPassword }: Kept): Promise<number | undefined> {
  const sources = await client.demand<SourceRow[]>('GET', '/api/data_sources');
  if (sources.length > 0) return sources.find(({ name }) => name === NAME)?.id;
  const options = {
    host: '127.0.0.1',
    port: postgresPort,
    dbname: SAMPLE.database,
    user: SAMPLE.reader,
    password: readerPassword,
    sslmode: 'disable',
  };
  const { id } = await client.demand<SourceRow>('POST', '/api/data_sources', { name: NAME, type: 'pg', options });
  return id;
}
