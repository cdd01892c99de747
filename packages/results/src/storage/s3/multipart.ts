import { AbortMultipartUploadCommand, CompleteMultipartUploadCommand, CreateMultipartUploadCommand, UploadPartCommand } from '@aws-sdk/client-s3';
import { keepTouching, type Stop } from '../heartbeat.js';
import { placeOf, type Bucket } from './bucket.js';
import { plainError, plainly } from './faults.js';
import { mark, unmark } from './marks.js';

/** Parts on their way at once, beside the one that is being filled. */
const UNDER_WAY = 2;
/** A caller hears of the failure that came first; tidying up may not keep him waiting for long. */
export const TIDY_MS = 10_000;

/** An object that comes in parts. Nobody sees it until it is completed. */
export class Multipart {
  readonly #bucket: Bucket;
  readonly #path: string;
  readonly #id: string;
  readonly #etags: string[] = [];
  readonly #underWay = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #stopTouching: Stop;
  #failure: Error | undefined;

  private constructor(bucket: Bucket, path: string, id: string) {
    this.#bucket = bucket;
    this.#path = path;
    this.#id = id;
    this.#stopTouching = keepTouching((signal) => mark(bucket, path, signal), bucket.touchMs);
  }

  static async begin(bucket: Bucket, path: string): Promise<Multipart> {
    // Marked first: whatever this process leaves behind is found by the mark.
    await mark(bucket, path);
    try {
      const { UploadId } = await plainly(() => bucket.client.send(new CreateMultipartUploadCommand({ ...placeOf(bucket, path), ...bucket.encryption })));
      if (UploadId === undefined) throw new Error('the storage began an upload without a name');
      return new Multipart(bucket, path, UploadId);
    } catch (error) {
      await unmark(bucket, path, AbortSignal.timeout(TIDY_MS)).catch(() => undefined);
      throw error;
    }
  }

  /** Of the part that comes next. */
  get number(): number {
    return this.#etags.length + 1;
  }

  /** Answers when the part is on its way, and no more than a few are. @throws what became of an earlier part */
  async send(bytes: Uint8Array): Promise<void> {
    const number = this.number;
    this.#etags.push('');
    const sending: Promise<void> = this.#upload(number, bytes)
      .catch((error: unknown) => void (this.#failure ??= plainError(error)))
      .finally(() => this.#underWay.delete(sending));
    this.#underWay.add(sending);
    while (this.#underWay.size >= UNDER_WAY && this.#failure === undefined) await Promise.race(this.#underWay);
    if (this.#failure) throw this.#failure;
  }

  async #upload(number: number, bytes: Uint8Array): Promise<void> {
    const order = new UploadPartCommand({ ...placeOf(this.#bucket, this.#path), UploadId: this.#id, PartNumber: number, Body: bytes });
    const { ETag } = await this.#bucket.client.send(order, { abortSignal: this.#stop.signal });
    this.#etags[number - 1] = ETag ?? '';
  }

  async complete(): Promise<void> {
    await Promise.all(this.#underWay);
    if (this.#failure) throw this.#failure;
    const Parts = this.#etags.map((ETag, at) => ({ ETag, PartNumber: at + 1 }));
    const order = new CompleteMultipartUploadCommand({ ...placeOf(this.#bucket, this.#path), UploadId: this.#id, MultipartUpload: { Parts } });
    await plainly(() => this.#bucket.client.send(order));
  }

  async abort(signal: AbortSignal): Promise<void> {
    this.#stop.abort();
    await this.#stopTouching();
    await Promise.all(this.#underWay);
    await abortUpload(this.#bucket, this.#path, this.#id, signal);
  }

  /** Takes the mark away: nothing is left behind. */
  async forget(signal?: AbortSignal): Promise<void> {
    await this.#stopTouching();
    await unmark(this.#bucket, this.#path, signal);
  }
}

/** Throws the parts away; no error where the upload is over. */
export async function abortUpload(bucket: Bucket, path: string, id: string, signal?: AbortSignal): Promise<void> {
  const order = new AbortMultipartUploadCommand({ ...placeOf(bucket, path), UploadId: id });
  await bucket.client.send(order, signal && { abortSignal: signal }).catch((error: unknown) => {
    const plain = plainError(error);
    if (plain.name !== 'ResultGone' && !('code' in plain && plain.code === 'NoSuchUpload')) throw plain;
  });
}
