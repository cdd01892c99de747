import type { Engine, Source, SourceOptions, Sources } from '@onceql/shared';

/** A source as the list shows it. */
export interface ListedSource extends Source {
  /** Why its password cannot be had, a sentence for an administrator; `options.password` is empty then. */
  readonly problem?: string;
}

export interface NewSource {
  /** 1 to 255 characters; unique among the living. */
  readonly name: string;
  readonly type: Engine;
  /** As sourceOptionsSchema parsed them. */
  readonly options: SourceOptions;
}

/** Options replace the old ones as a whole; only a password that is absent is kept. */
export type ChangedOptions = Omit<SourceOptions, 'password'> & { readonly password?: string | undefined };

export interface SourceChange {
  readonly name?: string | undefined;
  readonly options?: ChangedOptions | undefined;
}

export type Created = { readonly outcome: 'saved'; readonly source: ListedSource } | { readonly outcome: 'name_taken' };
export type Updated = Created | { readonly outcome: 'missing' };

/** What an administrator does with sources; all of it concerns the living ones. */
export interface SourceAdmin extends Sources {
  /** In the order of their ids. A source whose password does not open is listed with its problem. */
  list(): Promise<ListedSource[]>;
  /**
   * @throws SourceFailure (`denied`) where the password was sealed under another ONCEQL_SECRET: nothing can be run
   * on such a source until its password is set again.
   */
  find(id: number): Promise<Source | undefined>;
  /** @throws RequestFault 400 where a text holds NUL or a lone surrogate. */
  create(source: NewSource): Promise<Created>;
  /** The version moves on where options are given. @throws RequestFault 400 as `create` does. */
  update(id: number, change: SourceChange): Promise<Updated>;
  /**
   * Notes that nothing may be run on it; a second pause changes the reason. Undefined: there is no such source.
   * @throws RequestFault 400 where the reason holds NUL or a lone surrogate.
   */
  pause(id: number, reason: string | null): Promise<ListedSource | undefined>;
  /** Notes that it may be run on again. Undefined: there is no such source. */
  resume(id: number): Promise<ListedSource | undefined>;
  /** Leaves a tombstone without password, so that the id is never used again. False: there is no such source. */
  remove(id: number): Promise<boolean>;
}
