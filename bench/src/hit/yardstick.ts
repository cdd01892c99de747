// A server to measure against, as a process of its own: answers every POST with the same bytes as a hit.
import { createServer } from 'node:http';
import type { RequestListener } from 'node:http';
import { readFileSync } from 'node:fs';
import express from 'express';
import type { Express } from 'express';
import { pino } from 'pino';
import { makeStack } from '@onceql/api/dist/http/stack.js';
import { Keys } from '@onceql/api/dist/http/authenticate.js';
import { connectRedis } from '@onceql/shared';
import { openMetrics } from '@onceql/telemetry';

/** What the yardstick answers: the headers and the body of a real hit. */
interface Reply {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const [, , kind, port, redisUrl = '', adminKey = '', replyFile = ''] = process.argv;
const reply = JSON.parse(readFileSync(replyFile, 'utf8')) as Reply;
const body = Buffer.from(reply.body);

function answer(response: { setHeader(name: string, value: string): unknown; end(body: Buffer): unknown }): void {
  for (const [name, value] of Object.entries(reply.headers)) response.setHeader(name, value);
  response.end(body);
}

/** The API's own middleware, one command sent to Redis, the same reply. */
async function stack(): Promise<RequestListener> {
  // As the API's own main, and before the first connection: what it counts of each is part of the stack.
  const unasked = async (): Promise<never> => { throw new Error('nobody scrapes a yardstick'); };
  const metrics = openMetrics({ sources: async () => [], depth: unasked, loads: unasked, size: unasked });
  const redis = await connectRedis(redisUrl, 'yardstick', 5_000, () => undefined);
  const sha = String(await redis.script('LOAD', "return redis.call('HGET', KEYS[1], 'incarnation')"));
  return makeStack(pino({ level: 'info' }), new Keys(adminKey), { timeRequest: metrics.timeRequest, traceRequest: undefined }, {
    open: () => undefined,
    closed: (app) => {
      app.post('/api/query_results', async (_request, response) => {
        await redis.evalsha(sha, 1, 'onceql:{ds1}:index');
        answer(response);
      });
    },
  });
}

function bareExpress(): Express {
  const app = express();
  app.use(express.json({ type: () => true }));
  app.post('/api/query_results', (_request, response) => answer(response));
  return app;
}

const bareNode: RequestListener = (request, response) => {
  request.resume().on('end', () => answer(response));
};

const listener = kind === 'stack' ? await stack() : kind === 'express' ? bareExpress() : bareNode;
createServer(listener).listen(Number(port), '127.0.0.1', () => process.stdout.write('listening\n'));
