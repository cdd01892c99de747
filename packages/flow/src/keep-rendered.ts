import type { RenderedResult } from '@onceql/shared';
import type { Ports } from './ports.js';

/** Spares callers a look into ledger and file; nobody waits for it, who comes without it looks there. `isAwaited` is as the index has it. */
export function keepRendered({ index, log }: Pick<Ports, 'index' | 'log'>, rendered: RenderedResult, isAwaited: boolean): void {
  index.keepRendered(rendered, { isAwaited })
    .catch((error: unknown) => log.warn({ err: error, result: rendered.result.id }, 'rendered result not kept in Redis'));
}
