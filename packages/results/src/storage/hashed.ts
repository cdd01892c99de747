import { createHash } from 'node:crypto';
import type { ObjectWriter } from './storage.js';

export interface HashedWriter extends ObjectWriter {
  /** SHA-256 of all that was written, in hex; asked for once. */
  digest(): string;
}

/** The same object; what goes into it is hashed on its way. */
export function hashed(object: ObjectWriter): HashedWriter {
  const hash = createHash('sha256');
  return {
    write: (chunk) => {
      hash.update(chunk);
      return object.write(chunk);
    },
    commit: () => object.commit(),
    abort: () => object.abort(),
    digest: () => hash.digest('hex'),
  };
}
