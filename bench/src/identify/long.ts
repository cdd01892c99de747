const list = (count: number, one: (at: number) => string, between = ', '): string => Array.from({ length: Math.floor(count) }, (_, at) => one(at)).join(between);

/** Statements of about so many tokens, in the shapes in which programs write long ones; `{{ n }}` stands for a number. */
export const LONG: Readonly<Record<string, (tokens: number) => string>> = {
  list: (tokens) => `SELECT a FROM t WHERE b = {{ n }} AND a IN (${list(tokens / 2, (at) => String((at * 7) % 9999))})`,
  conditions: (tokens) => `SELECT a FROM t WHERE b = {{ n }} AND ${list(tokens / 4, (at) => `c${at} = ${at}`, ' AND ')}`,
  ranges: (tokens) => `SELECT a FROM t WHERE b = {{ n }} AND ${list(tokens / 7, (at) => `a NOT BETWEEN ${at} AND ${at + 1}`, ' AND ')}`,
  subqueries: (tokens) => `WITH ${list(tokens / 16, (at) => `q${at} AS (SELECT a FROM t)`)} SELECT {{ n }} FROM ${list(tokens / 16, (at) => `q${at}, q${at} AS z${at}`)}`,
  tables: (tokens) => `SELECT {{ n }} FROM ${list(tokens / 2, (at) => `t${at}`)}`,
  columns: (tokens) => `SELECT ${list(tokens / 6, (at) => `c${at} + ${at} AS x${at}`)} FROM t WHERE b = {{ n }}`,
  joins: (tokens) => `SELECT {{ n }} FROM a ${list(Math.min(140, tokens / 12), (at) => `JOIN t${at} ON t${at}.id = a.x${at}`, ' ')}`,
  cases: (tokens) => `SELECT ${list(tokens / 14, (at) => `CASE WHEN a = ${at} THEN 'x' ELSE 'y' END`)} FROM t WHERE b = {{ n }}`,
};

/** What is read by nobody. */
export const HOSTILE: Readonly<Record<string, () => string>> = {
  'a megabyte of numbers': () => `SELECT a FROM t WHERE a IN (${'1,'.repeat(490_000)}1)`,
  'a megabyte without an end': () => `SELECT '${'ab_c '.repeat(190_000)}`,
  '20,000 brackets': () => `SELECT ${'('.repeat(20_000)}1${')'.repeat(20_000)}`,
};
