import type { Request, Response } from 'express';
import { explain } from '@onceql/flow';
import type { Context } from '../context.js';
import { explanationAnswer, sampleExplanation, sampleRefusal } from '../contract/explanation.js';
import { SAMPLE_STATEMENT } from '../contract/samples.js';
import { callerOf, mayRead } from '../http/authenticate.js';
import { json } from '../http/endpoint.js';
import type { Endpoint } from '../http/endpoint.js';
import { gone } from '../http/gone.js';
import { logOf } from '../http/request-log.js';
import { explanationBody, refusalBody } from '../reply/explanation.js';
import { questionSchema, readQuestion, statementOf } from './submission.js';
import { sourceById } from './data-sources.js';

/** Why a statement would be a hit or a miss. */
export const analyzeEndpoints: readonly Endpoint[] = [
  {
    method: 'post', path: '/api/queries/analyze', operation: 'analyzeQuery', tag: 'queries', access: 'caller',
    summary: 'Explain a statement without running it: its key, what it rests on, whether it is cached, and why not',
    about: 'What is not run is explained, too: `message` says why. The source is asked over two connections of its own for each API process, '
      + 'for three seconds at most; one that is paused or does not answer is explained from the text alone, and `asked` is false. '
      + 'For a miss `nearest` is the entry on the same tables that differs least, of the hundred that were hit most.',
    body: questionSchema,
    answers: [{ status: 200, about: 'The explanation', content: json(explanationAnswer) }],
    faults: { 400: 'No statement, a missing parameter, or the body is wrong', 401: 'No data_source_id', 404: 'There is no such source' },
    examples: [
      { name: 'What was asked before', body: { query: SAMPLE_STATEMENT, data_source_id: 1 }, status: 200, answer: sampleExplanation },
      { name: 'What is not run', body: { query: 'DELETE FROM orders', data_source_id: 1 }, status: 200, answer: sampleRefusal },
    ],
    handle: analyze,
  },
];

async function analyze(context: Context, request: Request, response: Response): Promise<void> {
  const asked = readQuestion(request);
  const source = await sourceById(context, asked.sourceId);
  const { reader, identities } = context;
  const statement = await statementOf(asked, source.type, context);
  const identity = await identities.of(source, statement, 'on', asked.limits);
  if ('refused' in identity) {
    response.json(refusalBody(await reader.kindOfRefused(statement, identity), identity));
    return;
  }
  const caller = callerOf(request);
  const explanation = await explain(context.ports, {
    source, identity, gone: gone(context, response),
    mayRead: (entry) => mayRead(caller, entry),
    identify: (other, at) => (at ? reader.identify({ statement: other, source, cache: 'on', now: at }) : identities.of(source, other, 'on')),
    canonical: (one) => reader.readableCanonical(one, source),
  });
  logOf(request).info({ outcome: 'explained', key: identity.key, source: source.id, reason: explanation.reasons[0] }, 'analysis');
  response.json(explanationBody(identity, await reader.readableCanonical(identity, source), explanation));
}
