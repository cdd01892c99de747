import type { FileIndex, Span } from './file-index.js';

/** So near to one another two spans are read at once: another request would take longer than the bytes between them. */
const GAP_BYTES = 256 * 1024;

/** Parts of a file in memory. */
export interface Window {
  /** @throws RangeError for what was not loaded */
  bytes(span: Span): Uint8Array;
}

/** Loads all spans with few reads, which go on at the same time. */
export async function load(file: Pick<FileIndex, 'read'>, spans: readonly Span[]): Promise<Window> {
  const parts = await Promise.all(joined(spans).map(async (span) => ({ span, bytes: await file.read(span) })));
  return {
    bytes({ from, to }) {
      const part = parts.find(({ span }) => from >= span.from && to <= span.to);
      if (!part || from > to) throw new RangeError('A part of the file lies elsewhere');
      return part.bytes.subarray(from - part.span.from, to - part.span.from);
    },
  };
}

/** Spans that cover all of these. */
export function joined(spans: readonly Span[]): Span[] {
  const all: Span[] = [];
  for (const span of [...spans].sort((a, b) => a.from - b.from)) {
    const last = all.at(-1);
    if (last && span.from - last.to <= GAP_BYTES) all[all.length - 1] = { from: last.from, to: Math.max(last.to, span.to) };
    else all.push(span);
  }
  return all;
}
