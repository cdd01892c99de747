import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createContext, Script, type Context } from 'node:vm';
import type { WrittenName } from '../contracts/query.js';

/** What the second reader makes of a statement that Postgres's own parser rejects. */
export type SecondReading =
  | { readonly outcome: 'select'; readonly tables: readonly WrittenName[] }
  | { readonly outcome: 'other' }
  | { readonly outcome: 'unread' };

/** The time limit holds whatever the text; the length keeps the common case far below it. */
const MOST_CHARACTERS = 20_000;
const MOST_MILLISECONDS = 50;

/**
 * node-sql-parser's Redshift build, asked only for the kind of a statement and its tables. It backtracks, so it runs in
 * a context of its own, where a call can be ended from outside after a fixed time. Loaded at first use.
 */
export function readSecond(text: string): SecondReading {
  if (text.length > MOST_CHARACTERS) return { outcome: 'unread' };
  try {
    const answer = ask(text);
    const plain = answer.kinds.length === 1 && answer.kinds[0] === 'select';
    return plain ? { outcome: 'select', tables: answer.tables.flatMap(tableOf) } : { outcome: 'other' };
  } catch {
    return { outcome: 'unread' };
  }
}

interface Answer {
  readonly kinds: readonly unknown[];
  readonly tables: readonly string[];
}

const question = new Script(`
  (() => {
    const { ast, tableList } = parser.parse(text, { database: 'redshift' });
    return JSON.stringify({ kinds: [ast].flat().map(({ type }) => type), tables: tableList });
  })()
`);

const WARMING = 'select first_value(a) ignore nulls over (order by b), count(distinct c) from s.t as u join v on u.a = v.a where d in (1, 2) group by 1 qualify true order by 2 limit 3';

let sandbox: Context | undefined;

function ask(text: string): Answer {
  sandbox ??= newSandbox();
  sandbox['text'] = text;
  return JSON.parse(String(question.runInContext(sandbox, { timeout: MOST_MILLISECONDS }))) as Answer;
}

/** The build is a script that fills `exports` and asks for one library of numbers. */
function newSandbox(): Context {
  const path = createRequire(import.meta.url).resolve('node-sql-parser/build/redshift.js');
  const context = createContext({ exports: {}, require: createRequire(path) });
  new Script(readFileSync(path, 'utf8'), { filename: path }).runInContext(context);
  new Script('globalThis.parser = new exports.Parser()').runInContext(context);
  // What a parser does for the first time takes it far longer; that is not to count against a caller's statement.
  context['text'] = WARMING;
  question.runInContext(context);
  return context;
}

/** Its list reads `select::schema::table`, the schema `null` where none was written. */
function tableOf(entry: string): WrittenName[] {
  const [, schema, name] = entry.split('::');
  if (!name) return [];
  return [schema === undefined || schema === 'null' ? { name } : { schema, name }];
}
