/** A recorded result that its run ended without. */
export interface InvisibleResult {
  readonly id: number;
  readonly path: string;
  readonly source: number;
  readonly run: string;
}

/** A result as a sweep looks at it. */
export interface KeptResult extends InvisibleResult {
  readonly key: string;
}

/** A set of records, by the name that was made with it, and the greatest id of a result that it has given away. */
export interface Installation {
  readonly id: string;
  readonly results: number;
}

/** Why entries are taken out of the index. */
export type SweptReason = 'expired' | 'quota' | 'files_gone' | 'deleted';
