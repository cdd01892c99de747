import type { Source } from '@onceql/shared';
import { failRun } from './fail.js';
import { abandonLoads } from './loads.js';
import type { Ports } from './ports.js';

/**
 * Ends all that waits for a source that is no more, and forgets what was cached of it. The index is closed first: what
 * is claimed until then is among the open runs, and nothing is claimed later.
 */
export async function abandonSource(ports: Pick<Ports, 'index' | 'ledger' | 'meter' | 'log'>, source: Pick<Source, 'id' | 'name'>): Promise<void> {
  await ports.index.close(source.id);
  for (const run of await ports.index.openRuns(source.id, 0)) {
    const view = await ports.index.readRun(source.id, run);
    if (!view) continue;
    const at = { source: source.id, key: view.key, run, token: view.token };
    await failRun(ports, at, `The data source ${source.name} was removed.`, undefined);
  }
  await abandonLoads(ports, source.id);
  await ports.index.forget(source.id);
  ports.log.info({ source: source.id, outcome: 'removed' }, 'source removed');
}
