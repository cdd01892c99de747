import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, get, type Server } from 'node:http';
import { connect, type AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Response } from 'express';
import { stream, type Framing } from '../src/reply/stream.js';

describe('sending chunks to somebody who leaves', () => {
  let server: Server;
  beforeEach(async () => {
    server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  afterEach(async () => {
    server.close();
    server.closeAllConnections();
    await once(server, 'close');
  });

  /** Sends to the next one who asks what is made for him. */
  const answerWith = (chunksFor: (response: Response) => AsyncIterable<Uint8Array>, framing: Framing, stalledMs?: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('request', (_request, answer) => {
        const response = answer as unknown as Response;
        stream(response, chunksFor(response), framing, stalledMs).then(resolve, reject);
      });
    });

  /** Sends until the caller has had the first chunk and is gone, and then goes on with what is left. */
  async function sendTo(left: readonly string[], framing: Framing): Promise<{ returned: boolean }> {
    const seen = { returned: false };
    async function* chunks(response: Response): AsyncIterable<Uint8Array> {
      const closed = once(response, 'close');
      try {
        yield Buffer.from('first');
        await closed;
        for (const chunk of left) yield Buffer.from(chunk);
      } finally {
        seen.returned = true;
      }
    }
    const sent = answerWith(chunks, framing);
    const { port } = server.address() as AddressInfo;
    const request = get({ port, host: '127.0.0.1', agent: false }, (answer) => answer.once('data', () => request.destroy()));
    request.on('error', () => undefined);
    await sent;
    return seen;
  }

  test.each([
    ['between the last chunk and the end', [], {}],
    ['before another chunk', ['second'], {}],
    ['before what comes after the chunks', [], { after: ']' }],
  ] as const)('ends the work where he leaves %s', async (_when, left, framing) => {
    await expect(sendTo(left, framing)).resolves.toEqual({ returned: true });
  });

  test.each([['plainly', {}], ['packed', { encoding: 'gzip' }]] as const)('lets go who takes nothing any more, %s', async (_how, framing) => {
    let returned = false;
    async function* endless(): AsyncIterable<Uint8Array> {
      try {
        for (;;) yield randomBytes(65_536);
      } finally {
        returned = true;
      }
    }
    const sent = answerWith(endless, framing, 300);
    const caller = connect((server.address() as AddressInfo).port, '127.0.0.1');
    caller.on('error', () => undefined).pause();
    caller.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
    await sent;
    expect(returned).toBe(true);
    caller.destroy();
  });
});
