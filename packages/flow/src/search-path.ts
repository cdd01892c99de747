import type { SourceOptions } from '@onceql/shared';

const ITEM = /"((?:[^"]|"")*)"|([^",\s]+)/g;

/** The schemas of a source's search path in their order, with `"$user"` as the source's user. */
export function searchPath(options: Pick<SourceOptions, 'search_path' | 'user'>): string[] {
  return [...options.search_path.matchAll(ITEM)].map(([, quoted, plain]) => {
    const name = quoted === undefined ? (plain ?? '').toLowerCase() : quoted.replaceAll('""', '"');
    return name === '$user' ? options.user : name;
  });
}
