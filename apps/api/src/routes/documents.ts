import { z } from 'zod';
import { openApi } from '../docs/openapi.js';
import { json } from '../http/endpoint.js';
import type { Endpoint } from '../http/endpoint.js';

const documentAnswer = z.looseObject({ openapi: z.string(), info: z.looseObject({ title: z.string(), version: z.string() }) });

/** The description of the API; `all` answers every endpoint there is, this one among them. */
export function documentEndpoints(all: () => readonly Endpoint[]): readonly Endpoint[] {
  let document: Buffer | undefined;
  return [
    {
      method: 'get', path: '/openapi.json', operation: 'readDocument', tag: 'system', access: 'open',
      summary: 'This document',
      answers: [{ status: 200, about: 'OpenAPI 3.1', content: json(documentAnswer) }],
      examples: [{ name: 'The document', status: 200, answer: { openapi: '3.1.0', info: { title: 'OnceQL', version: '0.1.0' } } }],
      handle: ({ version }, _request, response) => {
        document ??= Buffer.from(JSON.stringify(openApi(all(), version)));
        response.type('application/json').send(document);
      },
    },
  ];
}
