import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3';
import type { ObjectWriter } from '../storage.js';
import { placeOf, type Bucket } from './bucket.js';
import { plainly } from './faults.js';
import { removeObject } from './marks.js';
import { Multipart, TIDY_MS } from './multipart.js';
import { Part, partBytes } from './parts.js';

/** Small objects go in one request, larger ones in parts while they are written. Holds three parts at most. */
export class S3Writer implements ObjectWriter {
  readonly #bucket: Bucket;
  readonly #path: string;
  readonly #stuck: Set<S3Writer>;
  #part = new Part(partBytes(1));
  #parts: Multipart | undefined;
  #bytes = 0;
  #visible: 'no' | 'perhaps' | 'yes' = 'no';

  /** @param stuck takes in writers that cannot be aborted: they live, so nobody else takes their uploads for left behind */
  constructor(bucket: Bucket, path: string, stuck: Set<S3Writer>) {
    this.#bucket = bucket;
    this.#path = path;
    this.#stuck = stuck;
  }

  async write(chunk: Uint8Array): Promise<void> {
    for (let rest = chunk; rest.length > 0; ) {
      if (this.#part.isFull) await this.#sendPart();
      rest = rest.subarray(this.#part.take(rest));
    }
    this.#bytes += chunk.length;
  }

  async #sendPart(): Promise<void> {
    this.#parts ??= await Multipart.begin(this.#bucket, this.#path);
    const full = this.#part;
    const next = partBytes(this.#parts.number + 1);
    this.#part = new Part(next, next);
    await this.#parts.send(full.bytes);
  }

  /** What has come as a request is durable; the last one comes with the commit. */
  async sync(): Promise<void> {
    // Nothing to do.
  }

  async commit(): Promise<void> {
    if (this.#parts) await this.#sendPart();
    this.#visible = 'perhaps';
    try {
      await (this.#parts ? this.#parts.complete() : this.#put());
    } catch (error) {
      // The answer may have been lost on its way, and the request sent again finds nothing to do.
      if (!(await this.#isWhole())) throw error;
    }
    this.#visible = 'yes';
    // A mark that stays is of a path without an upload: who cleans up takes it away.
    await this.#parts?.forget(AbortSignal.timeout(TIDY_MS)).catch(() => undefined);
  }

  async #put(): Promise<void> {
    const { client, encryption } = this.#bucket;
    await plainly(() => client.send(new PutObjectCommand({ ...placeOf(this.#bucket, this.#path), Body: this.#part.bytes, ...encryption })));
  }

  async #isWhole(): Promise<boolean> {
    try {
      const order = new HeadObjectCommand(placeOf(this.#bucket, this.#path));
      const { ContentLength } = await this.#bucket.client.send(order, { abortSignal: AbortSignal.timeout(TIDY_MS) });
      return ContentLength === this.#bytes;
    } catch {
      return false;
    }
  }

  async abort(): Promise<void> {
    if (this.#visible === 'yes') return;
    this.#stuck.add(this);
    this.#part = new Part(0);
    const signal = AbortSignal.timeout(TIDY_MS);
    const parts = this.#parts;
    await parts?.abort(signal);
    if (this.#visible === 'perhaps') await removeObject(this.#bucket, this.#path, signal);
    await parts?.forget(signal);
    this.#parts = undefined;
    this.#visible = 'no';
    this.#stuck.delete(this);
  }
}
