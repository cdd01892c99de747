import { createHash } from 'node:crypto';
import type { ObjectWriter } from '../storage/storage.js';

const BUFFER_BYTES = 1 << 20;

/** Appends to an object in large pieces, and hashes on the way. */
export class HashingSink {
  /** Where the next byte will lie. */
  offset = 0;
  private readonly object: ObjectWriter;
  private readonly sha256 = createHash('sha256');
  private readonly buffer = Buffer.allocUnsafeSlow(BUFFER_BYTES);
  private held = 0;

  constructor(object: ObjectWriter) {
    this.object = object;
  }

  async append(bytes: Uint8Array): Promise<void> {
    const large = bytes.length > BUFFER_BYTES / 2;
    if (large || this.held + bytes.length > BUFFER_BYTES) await this.flush();
    if (large) {
      await this.write(bytes);
    } else {
      this.buffer.set(bytes, this.held);
      this.held += bytes.length;
    }
    this.offset += bytes.length;
  }

  /** Hands on what is left, and answers the SHA-256 of all bytes, in hexadecimal digits. */
  async finish(): Promise<string> {
    await this.flush();
    return this.sha256.digest('hex');
  }

  private async flush(): Promise<void> {
    const bytes = this.buffer.subarray(0, this.held);
    this.held = 0;
    if (bytes.length > 0) await this.write(bytes);
  }

  private async write(bytes: Uint8Array): Promise<void> {
    this.sha256.update(bytes);
    await this.object.write(bytes);
  }
}
