import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { Server, ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import type { Response } from 'express';
import { stream } from '../src/reply/stream.js';

let server: Server;
let onRequest: (response: ServerResponse) => void;

beforeAll(async () => {
  server = createServer((_request, response) => onRequest(response)).listen(0);
  await once(server, 'listening');
});
afterAll(async () => {
  server.close();
  await once(server, 'close');
});

test('an answer whose caller leaves before its end is told comes to its own end', async () => {
  let isLetGo = false;
  const streamed = new Promise<void>((resolve, reject) => {
    onRequest = (response) => {
      const chunks = async function* (): AsyncGenerator<Uint8Array> {
        try {
          yield Buffer.from('all there is');
          // Whoever makes the chunks may hear later that there are no more than the caller has left.
          await once(response, 'close');
        } finally {
          isLetGo = true;
        }
      };
      stream(response as Response, chunks()).then(resolve, reject);
    };
  });
  const caller = connect((server.address() as AddressInfo).port);
  caller.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  await once(caller, 'data');
  caller.destroy();
  await streamed;
  expect(isLetGo).toBe(true);
});
