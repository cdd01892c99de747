import { Readable } from 'node:stream';
import { ZipFile } from 'yazl';

/** A file of an archive. */
export interface ZipEntry {
  readonly path: string;
  readonly bytes: Uint8Array | AsyncIterable<Uint8Array>;
  /** Whether it may be larger than 4 GB: then it is ZIP64 throughout, which Excel wants to be told before the entry. */
  readonly mayBeLarge?: boolean;
}

/** The version of the format that a reader has to know, in the header before an entry: where it stands, and that of ZIP64. */
const VERSION_AT = 4;
const ZIP64_VERSION = 45;

/** What the library has for an entry. It writes 2.0 in the header that comes first, also where it writes ZIP64 in all the others. */
interface Entry {
  getLocalFileHeader(): Buffer;
}

/** Speed counts more than the last tenth of size. */
const LEVEL = 1;

/** A zip archive, made while it is asked for. Who stops asking stops its entries, too. */
export async function* zipped(entries: readonly ZipEntry[], modifiedAt: Date): AsyncGenerator<Uint8Array> {
  const zip = new ZipFile();
  const options = { mtime: modifiedAt, compressionLevel: LEVEL };
  const streams: Readable[] = [];
  const output = zip.outputStream as Readable;
  for (const { path, bytes, mayBeLarge } of entries) {
    if (bytes instanceof Uint8Array) zip.addBuffer(Buffer.from(bytes), path, options);
    else {
      const stream = Readable.from(bytes, { objectMode: false });
      stream.once('error', (error) => output.destroy(error));
      streams.push(stream);
      zip.addReadStream(stream, path, { ...options, forceZip64Format: mayBeLarge ?? false });
      if (mayBeLarge) announceLarge(zip);
    }
  }
  zip.end();
  try {
    for await (const chunk of output) yield ownBytes(chunk as Buffer);
  } finally {
    for (const stream of streams) stream.destroy();
  }
}

/** Lets the header of the entry that was added last say that it takes ZIP64 to read it. Those before it are not packed yet, so it is still to come. */
function announceLarge(zip: ZipFile): void {
  const entry = (zip as unknown as { readonly entries: readonly Entry[] }).entries.at(-1);
  if (entry === undefined) return;
  const header = entry.getLocalFileHeader.bind(entry);
  entry.getLocalFileHeader = () => {
    const bytes = header();
    bytes.writeUInt16LE(ZIP64_VERSION, VERSION_AT);
    return bytes;
  };
}

/** Bytes that share their memory with others could not be handed to another thread. */
export const ownBytes = (chunk: Buffer): Uint8Array => (chunk.byteLength === chunk.buffer.byteLength ? chunk : new Uint8Array(chunk));
