import { hash } from 'node:crypto';

/** White space to Python's `split()`: more than JavaScript's `\s`, but no byte order mark. */
const WHITE_SPACE = /[\t-\r\u001c- \u0085\u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;

/**
 * Redash's `query_hash` (`gen_query_hash` in redash/utils): MD5 of the text without block comments that end on the line
 * they began on, and without white space. It merges `'a b'` and `'ab'`, so it is shown and never compared.
 */
export function queryHash(text: string): string {
  const bare = withoutComments(text).replace(WHITE_SPACE, '');
  return hash('md5', bare, 'hex');
}

/** Redash's regular expression, without its quadratic time on openings that nothing closes. */
function withoutComments(text: string): string {
  const nextEnd = searcher(text, '*/');
  const nextLine = searcher(text, '\n');
  let bare = '';
  let kept = 0;
  for (let open = text.indexOf('/*'); open >= 0; ) {
    const end = nextEnd(open + 2);
    const closed = end < nextLine(open + 2);
    if (closed) {
      bare += text.slice(kept, open);
      kept = end + 2;
    }
    open = text.indexOf('/*', closed ? kept : open + 1);
  }
  return bare + text.slice(kept);
}

/** Answers where `piece` is next, Infinity if nowhere; asked for rising positions it reads the text once. */
function searcher(text: string, piece: string): (from: number) => number {
  let found = -1;
  return (from) => {
    if (found < from) {
      const at = text.indexOf(piece, from);
      found = at < 0 ? Infinity : at;
    }
    return found;
  };
}
