import { createHash, timingSafeEqual } from 'node:crypto';
import type { NextFunction, Request, Response } from 'express';
import { RequestFault } from '@onceql/shared';
import type { EntryView } from '@onceql/shared';

/** Who asks. */
export interface Caller {
  readonly name: string;
  readonly isAdmin: boolean;
}

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();

/** Knows the keys that let a caller in. */
export class Keys {
  readonly #admin: Buffer;

  constructor(adminKey: string) {
    this.#admin = digest(adminKey);
  }

  find(key: string): Caller | undefined {
    return timingSafeEqual(digest(key), this.#admin) ? { name: 'admin', isAdmin: true } : undefined;
  }
}

/** The key of a request: `?api_key=K` before `Authorization: Key K`, which may say `Bearer`, before a bare `Authorization: K`. */
export function keyOf(request: Request): string | undefined {
  const asked = request.query['api_key'];
  if (typeof asked === 'string' && asked !== '') return asked;
  const header = request.headers.authorization?.trim();
  return header ? header.replace(/^(?:Key|Bearer)\s+/i, '') : undefined;
}

const callers = new WeakMap<Request, Caller>();

/** Lets known callers through; everybody else is answered as if nothing were there, as Redash does. */
export function authenticate(keys: Keys) {
  return (request: Request, _response: Response, next: NextFunction): void => {
    const key = keyOf(request);
    const caller = key === undefined ? undefined : keys.find(key);
    if (!caller) throw new RequestFault(404, "Couldn't find resource. Please login and try again.");
    callers.set(request, caller);
    next();
  };
}

/** The caller of an authenticated request. */
export function callerOf(request: Request): Caller {
  const caller = callers.get(request);
  if (!caller) throw new Error('the route is not behind authenticate');
  return caller;
}

/** Whether a caller may be shown an entry that answers another statement than his: the one place that decides it. */
export const mayRead = ({ isAdmin }: Caller, _entry: EntryView): boolean => isAdmin;

/** @throws RequestFault 403 */
export function requireAdmin(request: Request): Caller {
  const caller = callerOf(request);
  if (!caller.isAdmin) throw new RequestFault(403, "You don't have the permission to access the requested resource.");
  return caller;
}
