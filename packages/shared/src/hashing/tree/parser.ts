import { createRequire } from 'node:module';
import type { RawStmt } from '@pgsql/types';

/** What the WebAssembly module of libpg-query gives; its own wrapper holds one instance for good, which can die. */
interface PgQuery {
  _malloc(bytes: number): number;
  _free(pointer: number): void;
  _wasm_parse_query_raw(text: number): number;
  _wasm_free_parse_result(result: number): void;
  lengthBytesUTF8(text: string): number;
  stringToUTF8(text: string, pointer: number, bytes: number): void;
  UTF8ToString(pointer: number): string;
  getValue(pointer: number, type: 'i32'): number;
}

export type Parsed =
  | { readonly outcome: 'tree'; readonly statements: readonly RawStmt[] }
  /** Postgres's own message: `syntax error at or near "selec"`. */
  | { readonly outcome: 'error'; readonly message: string }
  /** The parser broke down or is not back yet. */
  | { readonly outcome: 'fault' };

const newInstance = createRequire(import.meta.url)('libpg-query/wasm/libpg-query.js') as () => Promise<PgQuery>;

let loading: Promise<void> | undefined;
let instance: PgQuery | undefined;

/** Makes the parser ready. To be awaited once in a process before anything is identified; may be called again. */
export function loadParser(): Promise<void> {
  loading ??= newInstance().then((module) => {
    instance = module;
  });
  return loading;
}

/**
 * Parses SQL with the grammar of Postgres 18. The text must be well formed and free of NUL.
 *
 * A stack overflow inside the module leaves its own stack pointer where it was, and after some thirty of them it
 * overwrites its memory. So an instance that has thrown once is dropped and replaced; until the new one is there,
 * every text is a fault.
 * @throws Error if `loadParser` was never called.
 */
export function parse(text: string): Parsed {
  if (!loading) throw new Error('loadReader() must be awaited before statements are identified');
  if (!instance) return { outcome: 'fault' };
  try {
    return parseWith(instance, text);
  } catch {
    instance = undefined;
    loading = undefined;
    void loadParser();
    return { outcome: 'fault' };
  }
}

function parseWith(module: PgQuery, text: string): Parsed {
  const bytes = module.lengthBytesUTF8(text) + 1;
  const pointer = module._malloc(bytes);
  module.stringToUTF8(text, pointer, bytes);
  const result = module._wasm_parse_query_raw(pointer);
  const parsed = readResult(module, result);
  module._wasm_free_parse_result(result);
  module._free(pointer);
  return parsed;
}

/**
 * Where nodes stood in the text, which nobody asks for. Field names end in `":` only outside of strings: in these the quote
 * has a backslash before it.
 */
const POSITION = '"(?:location|stmt_location|stmt_len|(?:rexpr_)?list_(?:start|end)|name_location)":-?\\d+';
const POSITIONS = new RegExp(`,${POSITION}|${POSITION},?`, 'g');

/** `PgQueryParseResult {char *tree; char *stderr; PgQueryError *error}`; an error starts with its message. */
function readResult(module: PgQuery, result: number): Parsed {
  const error = module.getValue(result + 8, 'i32');
  if (error) return { outcome: 'error', message: module.UTF8ToString(module.getValue(error, 'i32')) };
  const tree = JSON.parse(module.UTF8ToString(module.getValue(result, 'i32')).replaceAll(POSITIONS, '')) as { stmts?: RawStmt[] };
  return { outcome: 'tree', statements: tree.stmts ?? [] };
}
