import type { Engine, Identity, Refusal, Source, SourceOptions } from '../../src/index.js';
import { OPTION_DEFAULTS } from '../../src/contracts/source.js';
import { identify } from '../../src/hashing/identify.js';

const OPTIONS: SourceOptions = {
  ...OPTION_DEFAULTS,
  host: 'warehouse.example',
  dbname: 'sales',
  user: 'reporter',
  password: '',
  sslmode: 'prefer',
  cache: 'on',
  concurrency: 5,
  statement_timeout: 300,
  search_path: '"$user", public',
  timezone: 'UTC',
  allow_functions: [],
  single_table_only: 'off',
};

export type TestSource = Pick<Source, 'id' | 'type' | 'version' | 'options'>;

export function sourceOf(type: Engine = 'pg', options: Partial<SourceOptions> = {}): TestSource {
  return { id: 1, version: 1, type, options: { ...OPTIONS, ...options } };
}

export function outcomeOf(statement: string, source: TestSource = sourceOf(), cache: 'on' | 'off' = 'on'): Identity | Refusal {
  return identify({ statement, source, cache });
}

/** The identity of a statement that must have one. */
export function identityOf(statement: string, source?: TestSource, cache?: 'on' | 'off'): Identity {
  const outcome = outcomeOf(statement, source, cache);
  if ('refused' in outcome) throw new Error(`${outcome.refused}: ${outcome.message}`);
  return outcome;
}

/** Why a statement is refused, or undefined. */
export function refusalOf(statement: string, source?: TestSource): Refusal['refused'] | undefined {
  const outcome = outcomeOf(statement, source);
  return 'refused' in outcome ? outcome.refused : undefined;
}

export const reasonsOf = (statement: string, source?: TestSource): readonly string[] => identityOf(statement, source).reasons;
