import type { FileIndex, Span } from './file-index.js';

/** So near to one another two spans are read at once: another request would take longer than the bytes between them. */
const GAP_BYTES = 256 * 1024;

/** Bytes that are loaded at once, also where reads cost little. */
const SMALL_BYTES = 1024 * 1024;

/** Parts of a file. */
export interface Window {
  /** @throws RangeError for what was not asked for */
  bytes(span: Span): Uint8Array | Promise<Uint8Array>;
}

/** What reads spans when they are asked for, if reads cost little and there is much to read; else loads them all. */
export async function openWindow(file: Pick<FileIndex, 'read' | 'isNear'>, spans: readonly Span[]): Promise<Window> {
  const size = spans.reduce((sum, { from, to }) => sum + to - from, 0);
  return file.isNear && size > SMALL_BYTES ? { bytes: (span) => file.read(span) } : load(file, spans);
}

/** Loads all spans with few reads, which go on at the same time. */
export async function load(file: Pick<FileIndex, 'read'>, spans: readonly Span[]): Promise<{ bytes(span: Span): Uint8Array }> {
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
