import type { WrittenName } from '../contracts/query.js';
import { beyondBounds, MOST_TOKENS } from './text/bounds.js';
import { lex } from './text/lexer.js';
import { attributesIn } from './tree/attributes.js';
import { callsIn, distinctNames, tablesIn } from './tree/names.js';
import { loadParser, parse } from './tree/parser.js';
import { whatWrites } from './tree/read-only.js';

/** What SQL names that only reads. */
export interface NamesInSql {
  readonly tables: readonly WrittenName[];
  /** Those that may be called by a dot among them. */
  readonly functions: readonly WrittenName[];
}

/**
 * The tables and functions that SQL text such as a function's body names, or undefined where it cannot be read or does
 * not only read. Loads the parser if nobody has yet; never throws.
 */
export async function namesInSql(sql: string): Promise<NamesInSql | undefined> {
  if (!sql.isWellFormed() || sql.includes('\0') || beyondBounds(sql, lex(sql, MOST_TOKENS)) !== undefined) return undefined;
  await loadParser();
  const parsed = parse(sql);
  const trees = parsed.outcome === 'tree' ? parsed.statements.map(({ stmt }) => stmt) : undefined;
  if (trees === undefined || trees.some((tree) => whatWrites(tree) !== undefined)) return undefined;
  const byDot = trees.flatMap((tree) => attributesIn(tree)).map(({ name }) => ({ name }));
  return {
    tables: distinctNames(trees.flatMap((tree) => tablesIn(tree))),
    functions: distinctNames([...trees.flatMap((tree) => callsIn(tree)), ...byDot]),
  };
}
