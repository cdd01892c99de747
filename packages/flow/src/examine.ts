import { SourceFailure, isSystemSchema, tableName } from '@onceql/shared';
import type { Analysis, Examination, Identity, Reason, SeenFunction, SeenRelation, Source } from '@onceql/shared';
import type { Ports } from './ports.js';
import { orderOf } from './submit.js';
import { tablesWritten } from './table-names.js';

/** Milliseconds that an explanation waits for the source. */
const PATIENCE_MS = 3_000;
/** What pg_stat_activity shows, behind `onceql:`, of a session that examines a statement. */
const EXAMINING = 'analyze';

/** What a statement rests on: from the source, or, where it could not be asked, from the text alone. */
export interface Examined {
  /** Why the source was not asked; undefined where it was. */
  readonly notAsked: string | undefined;
  /** Why the source would not run the statement. */
  readonly message: string | undefined;
  readonly reasons: readonly (Reason | 'denied_function' | 'rejected')[];
  readonly tables: readonly ExaminedTable[];
  readonly functions: readonly ExaminedFunction[];
  readonly standby: boolean;
}

export interface ExaminedTable {
  /** Canonical; as it was written where the source was not asked and nothing is known of it. */
  readonly name: string;
  /** `table`, `view` and so on; undefined where it is not known. */
  readonly kind: string | undefined;
  /** Whether a change feed of the source would see its changes; undefined where it is not known. */
  readonly watchable: boolean | undefined;
}

interface ExaminedFunction {
  readonly schema: string | undefined;
  readonly name: string;
  /** Undefined where the source was not asked. */
  readonly volatility: 'immutable' | 'stable' | 'volatile' | undefined;
  readonly language: string | undefined;
  readonly origin: string;
}

type ExaminePorts = Pick<Ports, 'warehouses' | 'invalidation' | 'log'>;

/**
 * Asks the source what a statement rests on, as a worker would, and executes nothing. A source that is paused is not
 * asked, and one that does not answer soon is not waited for: then the text has to do.
 */
export async function examine(ports: ExaminePorts, source: Source, identity: Identity, gone: AbortSignal): Promise<Examined> {
  if (source.paused !== undefined) return textAlone(ports, source, identity, `${source.name} is paused.`);
  const late = AbortSignal.timeout(PATIENCE_MS);
  try {
    return found(await ports.warehouses.of(source).examine(orderOf({ source, identity }, EXAMINING), AbortSignal.any([late, gone])), identity);
  } catch (error) {
    if (!(error instanceof SourceFailure)) throw error;
    if (error.kind === 'statement') return { ...(await textAlone(ports, source, identity, undefined)), message: error.message, reasons: [...identity.reasons, 'rejected'] };
    const why = whyNot(source, error, late);
    if (gone.aborted) ports.log.info({ source: source.id, outcome: 'caller_gone' }, 'nobody waits for the explanation any more');
    else ports.log.warn({ source: source.id, reason: why, outcome: 'source_not_asked' }, 'explains without asking the source');
    return textAlone(ports, source, identity, why);
  }
}

const whyNot = ({ name }: Source, { message }: SourceFailure, late: AbortSignal): string =>
  late.aborted ? `${name} has not answered within ${PATIENCE_MS / 1000} s.` : message;

function found({ analysis, relations, functions }: Examination, identity: Identity): Examined {
  const { tables, reasons, standby, refused } = analysis;
  return {
    notAsked: undefined,
    message: refused,
    reasons: [...new Set([...identity.reasons, ...reasons, ...(refused === undefined ? [] : ['denied_function' as const])])],
    tables: tableList(tables, relations),
    functions: functionList(functions, identity),
    standby,
  };
}

const KINDS: ReadonlyMap<string, string> = new Map([
  ['r', 'table'], ['p', 'partitioned_table'], ['v', 'view'], ['m', 'materialized_view'], ['f', 'foreign_table'],
]);
const WATCHABLE = new Set(['r', 'p', 'v', 'm']);

/** A change feed sees rows and definitions, but not what lies elsewhere, nor that a crash has emptied an unlogged table. */
const isWatchable = ({ schema, kind, persistence }: SeenRelation): boolean => WATCHABLE.has(kind) && persistence === 'p' && !isSystemSchema(schema);

/** A result without tables may rest on functions, whose names stand for tables then. */
function tableList(tables: Analysis['tables'], relations: readonly SeenRelation[]): ExaminedTable[] {
  const byName = new Map(relations.map((relation) => [tableName(relation.schema, relation.name), relation]));
  return tables.map((name) => {
    const relation = byName.get(name);
    if (!relation) return { name, kind: 'function', watchable: true };
    return { name, kind: KINDS.get(relation.kind) ?? 'other', watchable: isWatchable(relation) };
  });
}

const VOLATILITIES: ReadonlyMap<string, ExaminedFunction['volatility']> = new Map([['i', 'immutable'], ['s', 'stable'], ['v', 'volatile']]);

/** Without what stands behind operators and conversions, unless it is worth a word: hundreds may have the name of one. */
function functionList(functions: readonly SeenFunction[], { functions: written }: Identity): ExaminedFunction[] {
  const named = new Set(written.map(({ name }) => name));
  const shown = functions.filter(({ origin, name, builtin, volatility }) => (origin === 'statement' && named.has(name)) || !(builtin && volatility === 'i'));
  const list = shown.map(({ schema, name, volatility, language, origin }): ExaminedFunction => ({ schema, name, volatility: VOLATILITIES.get(volatility), language, origin }));
  return [...new Map(list.map((one) => [JSON.stringify(one), one])).values()];
}

async function textAlone({ invalidation }: ExaminePorts, source: Source, identity: Identity, notAsked: string | undefined): Promise<Examined> {
  const known = new Set(identity.tables.length === 0 ? [] : await invalidation.knownTables(source.id));
  return {
    notAsked,
    message: undefined,
    reasons: identity.reasons,
    tables: tablesWritten(source, identity.tables, known).map((name) => ({ name, kind: undefined, watchable: undefined })),
    functions: identity.functions.map(({ schema, name }) => ({ schema, name, volatility: undefined, language: undefined, origin: 'statement' })),
    standby: false,
  };
}
