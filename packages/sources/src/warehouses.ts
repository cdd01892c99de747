import type { Source, Warehouse, Warehouses } from '@onceql/shared';
import { openWarehouse } from './open-warehouse.js';
import type { FunctionPolicy, Log } from './policy.js';

/** The warehouses of a process; see {@link openWarehouses}. */
export interface OpenWarehouses extends Warehouses {
  /** Closes the warehouses of sources that are not on the list any more, or are on it in another version. */
  closeUnless(list: () => Promise<readonly Source[]>): Promise<void>;
  close(): Promise<void>;
}

/** Opens each source's warehouse when it is first asked for, once per version of the source. */
export function openWarehouses(policy: FunctionPolicy, log?: Log): OpenWarehouses {
  const open = new Map<number, { readonly version: number; readonly warehouse: Warehouse }>();

  const drop = async (id: number): Promise<void> => {
    const held = open.get(id);
    open.delete(id);
    await held?.warehouse.close();
  };

  return {
    of(source) {
      const held = open.get(source.id);
      if (held?.version === source.version) return held.warehouse;
      if (held) held.warehouse.close().catch((error: unknown) => log?.warn({ err: error, source: source.id }, 'warehouse not closed'));
      const warehouse = openWarehouse(source, policy, log);
      open.set(source.id, { version: source.version, warehouse });
      return warehouse;
    },
    async closeUnless(list) {
      const versions = new Map((await list()).map(({ id, version }) => [id, version]));
      await Promise.all([...open].filter(([id, { version }]) => versions.get(id) !== version).map(([id]) => drop(id)));
    },
    async close() {
      await Promise.all([...open.keys()].map(drop));
    },
  };
}
