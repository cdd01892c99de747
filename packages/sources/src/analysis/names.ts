import type { WrittenName } from '@onceql/shared';

/** Whether something of this schema and name may be meant by a name as it was written. */
export function isMeant(written: WrittenName, found: Required<WrittenName>, path: readonly string[]): boolean {
  if (written.name !== found.name) return false;
  return written.schema === undefined ? path.includes(found.schema) : written.schema === found.schema;
}

export const spelled = ({ schema, name }: WrittenName): string => (schema === undefined ? name : `${schema}.${name}`);
