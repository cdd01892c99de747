import type { Request, Response } from 'express';
import { z } from 'zod';
import { RequestFault } from '@onceql/shared';
import type { TableChange, TableView } from '@onceql/shared';
import type { Context } from '../context.js';
import { tablesAnswer } from '../contract/answers.js';
import { json } from '../http/endpoint.js';
import type { Endpoint } from '../http/endpoint.js';
import { validate } from '../http/validate.js';
import { sourceOf, sourceParams } from './data-sources.js';
import { iso } from '../reply/iso.js';

const whole = (from: number, to: number, message: string) =>
  z.union([z.int(), z.string().regex(/^\d{1,9}$/).transform(Number)], message).pipe(z.int().min(from, message).max(to, message));
const listSchema = z.object({
  q: z.string().max(300).default('').describe('tables whose names hold this, whatever its case'),
  page: whole(1, 1_000_000, 'must be a whole number from 1 on').default(1),
  page_size: whole(1, 250, 'must be a whole number from 1 to 250').default(25),
});

/** What is known of tables. */
export const tableEndpoints: readonly Endpoint[] = [
  {
    method: 'get', path: '/api/data_sources/:id/tables', operation: 'listTables', tag: 'freshness', access: 'caller',
    summary: 'Tables that results rest on, or that were told of: epoch, last change, entries, open loads',
    about: 'In the order of their names. Tables of the source that nobody has asked and nobody has told of are not in it.',
    params: sourceParams,
    query: listSchema,
    answers: [{ status: 200, about: 'A page of the tables', content: json(tablesAnswer) }],
    faults: { 400: 'A wrong page', 404: 'There is no such source' },
    examples: [{
      name: 'Orders', params: { id: 1 }, query: { q: 'orders', page_size: 10 }, status: 200,
      answer: {
        count: 1, page: 1, page_size: 10,
        results: [{ name: 'public.orders', epoch: 7, changed_at: '2026-03-01T12:00:00.123Z', how: 'call', by: 'admin', entries: 3, hits: 12, loads: [] }],
      },
    }],
    handle: list,
  },
];

async function list(context: Context, request: Request, response: Response): Promise<void> {
  const source = await sourceOf(context, request);
  const { q, page, page_size: size } = validate(listSchema, request.query);
  const { index, invalidation, ledger } = context.ports;
  const [present, changes, loads] = await Promise.all([index.presentEpochs(source.id), ledger.changes(source.id), invalidation.loads(source.id)]);
  const changed = new Map(changes.map((change) => [change.table, change]));
  const named = [...new Set([...present.keys(), ...changed.keys()])].filter((table) => table.toLowerCase().includes(q.toLowerCase())).sort();
  if ((page - 1) * size > named.length) throw new RequestFault(400, 'page: is out of range.');
  const shown = named.slice((page - 1) * size, page * size);
  // After a loss of Redis the ledger may be ahead until the epochs are restored.
  const epochs = new Map(shown.map((table) => [table, Math.max(present.get(table) ?? 0, changed.get(table)?.epoch ?? 0)]));
  const views = await index.tables(source.id, epochs);
  const results = views.map((view) => ({
    ...tableBody(view, changed.get(view.table)),
    loads: loads.filter(({ tables }) => tables.includes(view.table)).map(({ id, until }) => ({ id, until: iso(until) })),
  }));
  response.json({ count: named.length, page, page_size: size, results });
}

const tableBody = ({ table, epoch, entries, hits }: TableView, change: TableChange | undefined): Record<string, unknown> => ({
  name: table,
  epoch,
  changed_at: change?.at.toISOString() ?? null,
  how: change?.how ?? null,
  by: change?.by ?? null,
  entries,
  hits: hits ?? null,
});
