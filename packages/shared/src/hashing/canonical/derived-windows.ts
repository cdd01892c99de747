import type { Fields } from '../tree/walk.js';
import { withPlainFrame } from './unsaid.js';

/** RANGE BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW, not written: only such a window can be made another of. */
const UNWRITTEN = 0x422;

/**
 * The windows of a WINDOW clause spelled out, as Postgres makes them of one another (transformWindowDefinitions): the
 * partition is that of the window it is made of, the order too where that has one, the frame its own.
 */
export class Derived {
  readonly #named = new Map<string, Fields | undefined>();
  readonly #used = new Set<string>();

  /** @param defined In the order of the clause: a window is made of an earlier one. */
  constructor(defined: readonly Fields[]) {
    for (const { name, ...window } of defined) this.#named.set(String(name), this.#spelledOut(window));
  }

  /** What stands behind OVER, without names; undefined where it would be an error. */
  of(over: Fields): Fields | undefined {
    const { name } = over;
    const window = name === undefined ? this.#spelledOut(over) : this.#use(String(name));
    return window && (withPlainFrame(window)?.['WindowDef'] ?? window);
  }

  areAllUsed(): boolean {
    return this.#used.size === this.#named.size;
  }

  #use(name: string): Fields | undefined {
    this.#used.add(name);
    return this.#named.get(name);
  }

  #spelledOut(window: Fields): Fields | undefined {
    const { refname, partitionClause, orderClause, ...frame } = window;
    if (refname === undefined) return window;
    const base = this.#use(String(refname));
    const overridden = partitionClause ?? (base?.['orderClause'] && orderClause);
    if (base === undefined || base['frameOptions'] !== UNWRITTEN || overridden !== undefined) return undefined;
    const order = orderClause ?? base['orderClause'];
    return { ...part('partitionClause', base['partitionClause']), ...part('orderClause', order), ...frame };
  }
}

const part = (field: string, value: unknown): Fields => (value === undefined ? {} : { [field]: value });
