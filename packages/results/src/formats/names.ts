/**
 * Names under which each column can be told from the others: a repeated name gets 1, 2… appended, skipping names
 * that are taken by an earlier column. The rule is Redash's (`BaseQueryRunner.fetch_columns`).
 */
export function uniqueNames(columns: readonly { readonly name: string }[]): string[] {
  const taken = new Set<string>();
  const repeats = new Map<string, number>();
  return columns.map(({ name }) => {
    let unique = name;
    while (taken.has(unique)) {
      const count = (repeats.get(name) ?? 0) + 1;
      repeats.set(name, count);
      unique = `${name}${count}`;
    }
    taken.add(unique);
    return unique;
  });
}
