import type { Refusal } from '../contracts/query.js';

/** The refusals of identify, each a sentence for the caller. */
export const refusals = {
  empty: (): Refusal => ({
    refused: 'empty',
    message: 'The query is empty: it holds nothing but comments and white space.',
  }),
  badText: (what: string): Refusal => ({
    refused: 'bad_text',
    message: `The query holds ${what}, which no database takes.`,
  }),
  several: (): Refusal => ({
    refused: 'several_statements',
    message: 'The query holds several statements. Send one SELECT at a time.',
  }),
  notSelect: (what: string): Refusal => ({
    refused: 'not_select',
    message: `Only a single SELECT that does nothing but read may be run: ${what}.`,
  }),
  rowLocking: (): Refusal => ({
    refused: 'row_locking',
    message: 'FOR UPDATE, FOR SHARE and kin lock rows (row_locking), and statements are run read-only here: leave the clause out.',
  }),
  denied: (name: string): Refusal => ({
    refused: 'denied_function',
    message: `The function ${name} may not be run here: it acts on the server or runs SQL of its own.`,
  }),
  badSleep: (seconds: number): Refusal => ({
    refused: 'denied_function',
    message: `The function pg_sleep takes only a constant of at most ${seconds} seconds here, the source's time limit.`,
  }),
  hidden: (): Refusal => ({
    refused: 'denied_function',
    message: 'The query could not be read and holds a U&"…" name, which may hide a function. Write it plainly.',
  }),
} as const;
