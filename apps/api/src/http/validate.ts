import type { z } from 'zod';
import { RequestFault } from '@onceql/shared';

/** Checks what a caller sent. @throws RequestFault 400 with one sentence that names every fault. */
export function validate<T extends z.ZodType>(schema: T, value: unknown): z.infer<T> {
  const checked = schema.safeParse(value);
  if (checked.success) return checked.data;
  throw new RequestFault(400, checked.error.issues.map(describe).join(' '));
}

function describe({ path, message }: z.core.$ZodIssue): string {
  const place = path.join('.');
  return place === '' ? `${message}.` : `${place}: ${message}.`;
}

/** A positive whole number in a path. @throws RequestFault 404: nothing has another id. */
export function idOf(text: unknown, what: string): number {
  const id = typeof text === 'string' && /^[1-9]\d{0,15}$/.test(text) ? Number(text) : NaN;
  if (!Number.isSafeInteger(id)) throw new RequestFault(404, `${what} not found.`);
  return id;
}
