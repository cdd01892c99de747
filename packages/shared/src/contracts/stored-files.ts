/**
 * Which stored files results refer to, as the ledger has it. A file is `kept` until it is condemned; a result may come to
 * refer to a kept one alone. All methods may be called twice.
 */
export interface FileLedger {
  /** A kept file of the source with this content; undefined where there is none. It may be condemned before it is used. */
  findFile(source: number, contentHash: string): Promise<string | undefined>;
  /** From now on no result comes to share this file; those that refer to it go on doing so. */
  unshareFile(path: string): Promise<void>;
  /** Of these files, those that no result refers to: from now on none will. They may be deleted. */
  condemnFiles(paths: readonly string[]): Promise<string[]>;
  /** Condemned files that may be there still, in the order of their paths, at most `limit` of those after the path `after`. */
  condemnedFiles(after: string, limit: number): Promise<string[]>;
  /** These condemned files have been deleted. */
  forgetFiles(paths: readonly string[]): Promise<void>;
}
