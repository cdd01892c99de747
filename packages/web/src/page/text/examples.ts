import type { Table } from '../api/shapes.js';
import { quoted, quotedTable } from './sql.js';

/** A statement that is offered where nothing has been asked yet. */
export interface Example {
  readonly title: string;
  readonly statement: string;
}

type Named = Table['columns'][number];

const isNumeric = ({ type }: Named): boolean => /^(small|big)?int|^integer|^numeric|^decimal|^real|^double|^float|^money/i.test(type);
const isDate = ({ type }: Named): boolean => /^date$/i.test(type);
const isText = ({ type }: Named): boolean => /^(text|varchar|character|char|string|name$)/i.test(type);
/** Words that many rows share, as far as a column's name can say. */
const isGroup = ({ name }: Named): boolean =>
  /(country|state|region|city|type|kind|status|category|genre|origin|symbol|location|rating|class|channel|currency|segment|plan)$/i.test(name);
const isKey = ({ name }: Named): boolean => /(^|_)id$/i.test(name);

/** Up to three: the first table as it is, a course over time, and a count by a word; each from the first table that fits. */
export function examplesFor(tables: readonly Table[]): Example[] {
  const filled = tables.filter(({ columns }) => columns.length > 0);
  return [...filled.slice(0, 1).map(asItIs), ...firstOf(filled, overTime), ...firstOf(filled, counted)];
}

function firstOf(tables: readonly Table[], make: (table: Table) => Example | undefined): Example[] {
  for (const table of tables) {
    const example = make(table);
    if (example) return [example];
  }
  return [];
}

const asItIs = ({ name }: Table): Example => ({
  title: `The first rows of ${name}`,
  statement: `SELECT *\nFROM ${quotedTable(name)}\nLIMIT 100`,
});

function overTime({ name, columns }: Table): Example | undefined {
  const [date, amount] = [columns.find(isDate), columns.find((column) => isNumeric(column) && !isKey(column))];
  if (!date || !amount) return undefined;
  const [day, value] = [quoted(date.name), quoted(amount.name)];
  return {
    title: `${amount.name} of ${name} over time`,
    statement: `SELECT ${day}, avg(${value}) AS average, max(${value}) AS highest\nFROM ${quotedTable(name)}\nGROUP BY ${day}\nORDER BY ${day}`,
  };
}

function counted({ name, columns }: Table): Example | undefined {
  const word = columns.find((column) => isText(column) && isGroup(column));
  if (!word) return undefined;
  return {
    title: `${name} by ${word.name}`,
    statement: `SELECT ${quoted(word.name)}, count(*) AS count\nFROM ${quotedTable(name)}\nGROUP BY ${quoted(word.name)}\nORDER BY count DESC\nLIMIT 20`,
  };
}
