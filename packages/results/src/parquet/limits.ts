/** When a page and a row group are full: whichever comes first. Bytes are counted before compression. */
export interface Limits {
  readonly pageRows: number;
  /** With the row that brings it to so many bytes a page of texts is full. */
  readonly pageBytes: number;
  readonly groupRows: number;
  /** With the row that brings it to so many bytes a row group is full: what is held in memory of a result. */
  readonly groupBytes: number;
}

/** Part of the layout: with other limits equal rows make other files. */
export const LIMITS: Limits = { pageRows: 20_480, pageBytes: 1 << 20, groupRows: 6 * 20_480, groupBytes: 32 << 20 };
