import type { WrittenName } from '@onceql/shared';
import type { StoredTree } from '../analysis/stored-tree.js';
import type { Step } from '../connection/exchange.js';
import type { Wire } from '../connection/wire.js';
import { sqlBlocks } from '../sql.js';

const block = sqlBlocks(import.meta.url, 'catalog.sql');
type Row = readonly (string | null)[];

export interface CatalogRelation {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly kind: string;
}
export interface CatalogFunction {
  readonly oid: string;
  readonly schema: string;
  readonly name: string;
  readonly volatility: string;
  readonly language: string;
  /** Its arguments' types, as text with commas. */
  readonly takes: string;
}
export interface CatalogColumn {
  readonly name: string;
  /** Oid. */
  readonly type: string;
}

/** The catalog as Redshift lets one read it: small questions, one list of values each. */
export class RedshiftCatalog {
  readonly #wire: Wire;

  constructor(wire: Wire) {
    this.#wire = wire;
  }

  /** Schemas in the order in which names are looked up, the implied ones included. */
  async path(): Promise<string[]> {
    const [row] = await this.#ask({ act: 'execute', text: block('path') });
    const parts = (row?.[0] ?? '').matchAll(/"((?:[^"\\]|\\.)*)"|[^,{}]+/g);
    return [...parts].map(([plain, quoted]) => quoted?.replaceAll(/\\(.)/g, '$1') ?? plain);
  }

  async relationsByName(names: readonly string[]): Promise<CatalogRelation[]> {
    return (await this.#list('relations_by_name', names)).map(relation);
  }

  async relationsByOid(oids: readonly string[]): Promise<CatalogRelation[]> {
    return (await this.#list('relations_by_oid', oids)).map(relation);
  }

  async viewTrees(oids: readonly string[]): Promise<StoredTree[]> {
    return (await this.#list('view_trees', oids)).map(([tree, written, schema, name]) => ({
      origin: schema === 'pg_catalog' || schema === 'information_schema' ? 'catalog' : 'view',
      schema: schema ?? '',
      name: name ?? '',
      tree: tree ?? '',
      written: written ?? '',
    }));
  }

  /** The relations that these views name. */
  async viewRelations(oids: readonly string[]): Promise<string[]> {
    return (await this.#list('view_relations', oids)).flatMap(([oid]) => oid ?? []);
  }

  async functionsByName(names: readonly string[]): Promise<CatalogFunction[]> {
    return (await this.#list('functions_by_name', names)).map(called);
  }

  async functionsByOid(oids: readonly string[]): Promise<CatalogFunction[]> {
    return (await this.#list('functions_by_oid', oids)).map(called);
  }

  /** The columns of these relations. */
  async columns(oids: readonly string[]): Promise<CatalogColumn[]> {
    return (await this.#list('columns', oids)).map(([name, type]) => ({ name: name ?? '', type: type ?? '' }));
  }

  async functionsOfOperators(oids: readonly string[]): Promise<string[]> {
    return (await this.#list('functions_of_operators', oids)).flatMap(([oid]) => oid ?? []);
  }

  /** Which of these tables lie outside (Spectrum, federated); only where the catalog knows of any such. */
  async externalTables(names: readonly string[]): Promise<Required<WrittenName>[]> {
    if (names.length === 0) return [];
    if ((await this.#ask({ act: 'execute', text: block('has_external_tables') })).length === 0) return [];
    return (await this.#list('external_tables', names)).map(([schema, name]) => ({ schema: schema ?? '', name: name ?? '' }));
  }

  async #list(name: string, values: readonly string[]): Promise<readonly Row[]> {
    const distinct = [...new Set(values)];
    if (distinct.length === 0) return [];
    const list = distinct.map((_, at) => `$${String(at + 1)}`).join(', ');
    return this.#ask({ act: 'execute', text: block(name).replace(':list', list), values: distinct });
  }

  async #ask(step: Step): Promise<readonly Row[]> {
    return (await this.#wire.exchange([step])).rows[0] ?? [];
  }
}

const relation = ([oid, schema, name, kind]: Row): CatalogRelation => ({
  oid: oid ?? '',
  schema: schema ?? '',
  name: name ?? '',
  kind: kind ?? '',
});
const called = ([oid, schema, name, volatility, language, takes]: Row): CatalogFunction => ({
  oid: oid ?? '',
  schema: schema ?? '',
  name: name ?? '',
  volatility: volatility ?? 'v',
  language: language ?? '',
  takes: takes ?? '',
});
