/** A column of a result as a client is told of it: its name, and its type as format_type prints it. */
export interface Column {
  readonly name: string;
  readonly type: string;
}

/** What a server answered. */
export type Answer =
  /** A row is its values as Postgres prints them, as JSON text; in the order in which they came. */
  | { readonly outcome: 'rows'; readonly columns: readonly Column[]; readonly rows: readonly string[] }
  | { readonly outcome: 'error'; readonly sqlstate: string; readonly message: string }
  /** It did not end in the time that it was given: nothing is known. */
  | { readonly outcome: 'timeout' };

/** What tells two answers apart as bags of rows, in a sentence; undefined if nothing does, or one ran out of time. */
export function difference(a: Answer, b: Answer): string | undefined {
  if (a.outcome === 'timeout' || b.outcome === 'timeout') return undefined;
  if (a.outcome === 'error' || b.outcome === 'error') return differentErrors(a, b);
  return differentColumns(a.columns, b.columns) ?? differentRows([...a.rows].sort(), [...b.rows].sort(), 'sorted row');
}

/** The same, where rows have to come in the same order as well. */
export function differenceInOrder(a: Answer, b: Answer): string | undefined {
  if (a.outcome !== 'rows' || b.outcome !== 'rows') return difference(a, b);
  return differentColumns(a.columns, b.columns) ?? differentRows(a.rows, b.rows, 'row');
}

type Told = Exclude<Answer, { outcome: 'timeout' }>;

const told = (answer: Told): string =>
  answer.outcome === 'error' ? `error ${answer.sqlstate} (${answer.message})` : `${answer.rows.length} rows`;

/** Messages differ by what they quote of the statement, so the codes alone count. */
function differentErrors(a: Told, b: Told): string | undefined {
  if (a.outcome === 'error' && b.outcome === 'error' && a.sqlstate === b.sqlstate) return undefined;
  return `${told(a)} on one side, ${told(b)} on the other`;
}

function differentColumns(a: readonly Column[], b: readonly Column[]): string | undefined {
  if (a.length !== b.length) return `${a.length} columns, ${b.length} columns`;
  const at = a.findIndex(({ name, type }, index) => name !== b[index]?.name || type !== b[index].type);
  return at < 0 ? undefined : `column ${at + 1} is ${JSON.stringify(a[at])}, and ${JSON.stringify(b[at])}`;
}

function differentRows(a: readonly string[], b: readonly string[], what: string): string | undefined {
  if (a.length !== b.length) return `${a.length} rows, ${b.length} rows`;
  const at = a.findIndex((row, index) => row !== b[index]);
  return at < 0 ? undefined : `${what} ${at + 1} is ${String(a[at])}, and ${String(b[at])}`;
}
