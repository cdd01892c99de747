import type { Source } from '@onceql/shared';

/** Redash's mask for what is never shown. */
const MASK = '--------';

/** A source as Redash's clients expect it. Options are shown to admins only, passwords to nobody. */
export function sourceBody(source: Source, isAdmin: boolean): Record<string, unknown> {
  const listed = {
    id: source.id,
    name: source.name,
    type: source.type,
    syntax: 'sql',
    paused: source.paused ? 1 : 0,
    pause_reason: source.paused?.reason ?? null,
    supports_auto_limit: false,
    view_only: false,
  };
  if (!isAdmin) return listed;
  const { password, ...shown } = source.options;
  return { ...listed, options: { ...shown, ...(password !== '' && { password: MASK }) }, created_at: source.createdAt.toISOString() };
}
