import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** A file of an archive. */
export interface ZipEntry {
  readonly path: string;
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>;
}

/** Speed counts more than the last tenth of size. */
const LEVEL = 1;

/** A zip archive, made while it is asked for. Who stops asking stops its entries, too. */
export async function* zipped(entries: readonly ZipEntry[], modifiedAt: Date): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const options = { mtime: modifiedAt, compressionLevel: LEVEL };
  const streams: Readable[] = [];
  const output = zip.outputStream as Readable;
  for (const { path, bytes } of entries) {
    if (bytes instanceof Uint8Array) zip.addBuffer(Buffer.from(bytes), path, options);
    else {
      const stream = Readable.from(bytes, { objectMode: false });
      stream.once('error', (error) => output.destroy(error));
      streams.push(stream);
      zip.addReadStream(stream, path, options);
    }
  }
  zip.end();
  try {
    for await (const chunk of output) yield ownBytes(chunk as Buffer);
  } finally {
    for (const stream of streams) stream.destroy();
  }
}

/** Bytes that share their memory with others could not be handed to another thread. */
export const ownBytes = (chunk: Buffer): Uint8Array => (chunk.byteLength === chunk.buffer.byteLength ? chunk : new Uint8Array(chunk));
