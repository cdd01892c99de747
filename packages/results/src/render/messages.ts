import type { S3Options } from '../storage/s3/options.js';
import type { RenderOrder } from './rendering.js';

/** How a thread reaches the results. */
export interface ThreadSettings {
  readonly url: string;
  readonly s3?: S3Options;
}

/** A file that gets all bytes of a rendering as well: its descriptor, and how many bytes it may have. */
export interface CopyTarget {
  readonly fd: number;
  readonly most: number;
}

/** Bytes of a copy; why there is none: it would have been larger than it may be, or it could not be made to its end. */
export type Copied = number | 'too_large' | 'none';

/** To a thread. `id` names a rendering among all of its thread. */
export type Asked =
  /** Begin. */
  | { readonly ask: 'open'; readonly id: number; readonly order: RenderOrder; readonly copyTo: CopyTarget | undefined }
  /** Make some more; as many as were asked for and not yet answered are under way. `blocks`: memory that nobody reads any more. */
  | { readonly ask: 'more'; readonly id: number; readonly blocks: readonly ArrayBuffer[] }
  | { readonly ask: 'close'; readonly id: number };

/** From a thread. The last answer of a rendering is `end` or `fault`; its files are closed by then. */
export type Answered =
  | { readonly answer: 'chunks'; readonly id: number; readonly chunks: readonly Uint8Array[] }
  /** Everything has been told. */
  | { readonly answer: 'end'; readonly id: number; readonly copied: Copied }
  | { readonly answer: 'fault'; readonly id: number; readonly fault: RenderFault };

/** An error as it goes from thread to thread, where classes get lost. */
export interface RenderFault {
  readonly name: string;
  readonly message: string;
  readonly code: string | undefined;
}
