/** What a piece of a statement is, for its colour. */
export type Kind = 'plain' | 'keyword' | 'string' | 'number' | 'comment';

export interface Piece {
  readonly kind: Kind;
  readonly text: string;
}

const KEYWORDS = new Set(
  `all and any as asc between by case cast cross current date desc distinct else end except exists extract false fetch
  filter first following for from full group having in inner intersect interval into is join lateral left like ilike
  limit natural not null nulls offset on or order outer over partition preceding range right row rows select set similar
  some table then time timestamp to true unbounded union using values when where window with within`.split(/\s+/),
);

const PIECE =
  /(?<comment>--[^\n]*|\/\*[^]*?(?:\*\/|$))|(?<string>'(?:[^']|'')*(?:'|$)|\$(?<tag>\w*)\$[^]*?(?:\$\k<tag>\$|$))|(?<name>"(?:[^"]|"")*(?:"|$))|(?<number>\b\d+(?:\.\d+)?(?:e[+-]?\d+)?\b)|(?<word>[\p{L}_][\p{L}\p{N}_$]*)/giu;

/** Cuts a statement into pieces that together are the statement. Only for colours: it judges nothing. */
export function pieces(sql: string): Piece[] {
  const found: Piece[] = [];
  let end = 0;
  for (const match of sql.matchAll(PIECE)) {
    if (match.index > end) found.push({ kind: 'plain', text: sql.slice(end, match.index) });
    found.push({ kind: kindOf(match.groups ?? {}), text: match[0] });
    end = match.index + match[0].length;
  }
  if (end < sql.length) found.push({ kind: 'plain', text: sql.slice(end) });
  return found;
}

function kindOf({ comment, string, number, word }: Record<string, string | undefined>): Kind {
  if (comment !== undefined) return 'comment';
  if (string !== undefined) return 'string';
  if (number !== undefined) return 'number';
  return word !== undefined && KEYWORDS.has(word.toLowerCase()) ? 'keyword' : 'plain';
}

/** Words that Postgres or Redshift does not take as a plain name. */
const RESERVED = new Set(
  `all analyse analyze and any array as asc asymmetric authorization backup between binary both case cast check collate
  collation column concurrently constraint create credentials cross current_catalog current_date current_role
  current_schema current_time current_timestamp current_user default deferrable delta desc disable distinct do else
  enable encode encrypt encryption end except explicit false fetch for foreign freeze from full grant group having
  identity ignore ilike in initially inner intersect into is isnull join language lateral leading left like limit
  localtime localtimestamp natural new not notnull null nulls off offline offset oid old on only open or order outer
  overlaps parallel partition percent permissions placing primary raw recover references rejectlog resort respect
  restore returning right select session_user similar snapshot some symmetric system system_user table tablesample tag
  then timestamp to top trailing true truncatecolumns union unique unnest user using variadic verbose wallet when where
  window with without`.split(/\s+/),
);

/** A name as a statement has to write it. */
export const quoted = (name: string): string =>
  /^[a-z_][a-z0-9_$]*$/.test(name) && !RESERVED.has(name) ? name : `"${name.replaceAll('"', '""')}"`;

/** A table of the schema list, `orders` or `sales.orders`, as a statement has to write it. */
export function quotedTable(name: string): string {
  const dot = name.indexOf('.');
  return dot < 0 ? quoted(name) : `${quoted(name.slice(0, dot))}.${quoted(name.slice(dot + 1))}`;
}
