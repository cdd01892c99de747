import { expect, test } from '@jest/globals';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { inTurn } from '../src/http/in-turn.js';

test('requests that come before the earlier ones were answered wait, and those whose connection closes are never begun', async () => {
  const begun: { path: string; response: ServerResponse }[] = [];
  const app = express().use(inTurn, ({ path }, response) => void begun.push({ path, response }));
  const server = createServer(app).listen(0);
  await once(server, 'listening');
  const caller = connect((server.address() as AddressInfo).port);
  const first = once(server, 'request');
  caller.write(['/a', '/b', '/c'].map((path) => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`).join(''));
  await first;
  begun[0]?.response.end('first');
  while (begun.length < 2) await new Promise(setImmediate);
  const closed = once(begun[1]?.response as ServerResponse, 'close');
  caller.destroy();
  await closed;
  expect(begun.map(({ path }) => path)).toEqual(['/a', '/b']);
  server.close();
  await once(server, 'close');
  expect(begun).toHaveLength(2);
});
