/** Table → number: of its contents, or its epoch. */
export type Numbers = Readonly<Record<string, number>>;

export const TABLES = ['public.a', 'public.b', 'public.c'] as const;
export type Table = (typeof TABLES)[number];

export const at = (numbers: Numbers, table: string): number => numbers[table] ?? 0;

/** The database behind it: which version each table has, and had. */
export class Warehouse {
  #history: { readonly since: number; readonly versions: Numbers }[] = [{ since: -Infinity, versions: {} }];

  get versions(): Numbers {
    return this.#history.at(-1)?.versions ?? {};
  }

  /** Changes a table; answers its new version. */
  write(table: string, now: number): number {
    const version = at(this.versions, table) + 1;
    this.#history.push({ since: now, versions: { ...this.versions, [table]: version } });
    return version;
  }

  /** What a standby shows that has applied what was written up to a time. */
  asOf(time: number): Numbers {
    return this.#history.findLast(({ since }) => since <= time)?.versions ?? {};
  }
}
