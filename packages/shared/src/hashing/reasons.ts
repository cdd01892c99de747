import { because, type Reason } from '../contracts/query.js';
import type { Engine, Source } from '../contracts/source.js';
import type { ClockCasts } from './clock-casts.js';
import { REDSHIFT_WORDS, SESSION_FUNCTIONS, TIME_FUNCTIONS } from './functions/time-and-session.js';
import { VOLATILE_FUNCTIONS } from './functions/volatile.js';
import { SYSTEM_COLUMNS } from './system-columns.js';
import { namesATime } from './text/time-literals.js';
import type { WrittenAttribute } from './tree/attributes.js';
import type { WrittenCall, WrittenTable } from './tree/names.js';
import { stringConstant, stringsOf, walk, type Fields } from './tree/walk.js';

/** What the caller and the source say about keeping results at all. */
export function policyReasons(source: Pick<Source, 'options'>, cache: 'on' | 'off'): Reason[] {
  const reasons: Reason[] = [];
  if (source.options.cache === 'off') reasons.push('source_off');
  if (cache === 'off') reasons.push('caller_off');
  return reasons;
}

/** Why a built-in function named in a statement keeps its result from being shared. */
export function callReason({ schema, name, args }: WrittenCall): Reason | undefined {
  if (schema !== undefined && schema !== 'pg_catalog') return undefined;
  if (VOLATILE_FUNCTIONS.has(name)) return `volatile_function(${name})`;
  if (TIME_FUNCTIONS.has(name)) return name === 'age' && args.length > 1 ? undefined : `time_function(${name})`;
  return SESSION_FUNCTIONS.has(name) ? `session_function(${name})` : undefined;
}

/** Whether the reason is that the statement depends on when it is asked. */
export const asksTheTime = (reason: Reason): boolean => reason.startsWith('time_');

/** As for a call with that one argument. */
export function attributeReason({ name, callable }: WrittenAttribute): Reason | undefined {
  if (SYSTEM_COLUMNS.has(name)) return `system_catalog(${name})`;
  return callable ? callReason({ name, args: [] }) : undefined;
}

/** Columns are left to those who know their types. */
export function castReason({ opaque }: ClockCasts): Reason | undefined {
  return opaque ? 'time_literal(cast)' : undefined;
}

/** A relation of another database: its epochs are not known here. Details go into headers, so they are plain text. */
export function tableReason({ database, schema, name }: WrittenTable, ownDatabase: string): Reason | undefined {
  if (database === undefined || database === ownDatabase) return undefined;
  return because('external_table', [database, schema, name].join('.'));
}

/** Everything in a tree, functions and tables aside, that keeps a result from being shared. */
export function nodeReasons(statement: unknown, engine: Engine): Reason[] {
  const reasons: Reason[] = [];
  walk(statement, (type, node) => {
    const reason = nodeReason(type, node, engine);
    if (reason !== undefined) reasons.push(reason);
  });
  return reasons;
}

function nodeReason(type: string, node: Fields, engine: Engine): Reason | undefined {
  switch (type) {
    case 'A_Const':
      return namesATime(stringConstant(type, node) ?? '') ? 'time_literal' : undefined;
    case 'SQLValueFunction':
      return valueFunctionReason(String(node['op']));
    case 'ColumnRef':
      return columnReason(stringsOf(node['fields']), engine);
    case 'RangeTableSample':
      return node['repeatable'] === undefined ? 'unrepeatable_sample' : undefined;
    case 'TypeName':
      return typeReason(stringsOf(node['names']).at(-1) ?? '');
    default:
      return undefined;
  }
}

/** `SVFOP_CURRENT_DATE`, `SVFOP_LOCALTIME_N`: syntax that Postgres keeps for functions without brackets. */
function valueFunctionReason(op: string): Reason {
  const name = op.replace(/^SVFOP_/, '').replace(/_N$/, '').toLowerCase();
  return TIME_FUNCTIONS.has(name) ? `time_function(${name})` : `session_function(${name})`;
}

/** With a dot in front, a system column is an attribute. */
function columnReason(fields: readonly string[], engine: Engine): Reason | undefined {
  const [only = '', ...more] = fields;
  if (more.length === 0 && SYSTEM_COLUMNS.has(only)) return `system_catalog(${only})`;
  return engine === 'redshift' ? wordReason(fields) : undefined;
}

function wordReason(fields: readonly string[]): Reason | undefined {
  const [word] = fields;
  if (fields.length !== 1 || word === undefined || !REDSHIFT_WORDS.has(word)) return undefined;
  return TIME_FUNCTIONS.has(word) ? `time_function(${word})` : `session_function(${word})`;
}

/** Casting to timetz takes today's offset of the time zone; casting to a reg… type looks into the catalogs. */
function typeReason(name: string): Reason | undefined {
  if (name === 'timetz') return 'time_function(timetz)';
  return /^reg(?:class|proc|procedure|oper|operator|type|role|namespace|config|dictionary|collation)$/.test(name)
    ? `system_catalog(${name})`
    : undefined;
}
