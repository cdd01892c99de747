import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import { expect, test } from '@jest/globals';
import { listen } from '../src/http/server.js';

/** Longer than a test may take: none waits for it. */
const GRACE_MS = 600_000;
const HEAD = 'GET / HTTP/1.1\r\nHost: x\r\n';

/** A connection, and all that it gets until it is closed. */
function caller(port: number, sends = ''): { socket: Socket; got: Promise<string> } {
  const socket = connect(port, '127.0.0.1');
  if (sends !== '') socket.write(sends);
  let text = '';
  socket.on('data', (chunk: Buffer) => (text += chunk.toString()));
  return { socket, got: once(socket, 'close').then(() => text) };
}

test('a server that closes lets go who never sent a byte, and lets end what is under way', async () => {
  const asked: ServerResponse[] = [];
  let came = (): void => undefined;
  const server = await listen((_request, response) => {
    asked.push(response);
    came();
  }, 0, '127.0.0.1');
  const next = (): Promise<void> => new Promise((resolve) => (came = resolve));
  const silent = caller(server.port);
  const half = caller(server.port, HEAD);
  await Promise.all([once(silent.socket, 'connect'), once(half.socket, 'connect')]);
  // Connections are taken in turn: when this one is heard the others have been taken.
  const first = next();
  const whole = caller(server.port, `${HEAD}\r\n`);
  await first;
  const closed = server.close(GRACE_MS);
  expect(await silent.got).toBe('');
  const second = next();
  half.socket.write('\r\n');
  await second;
  for (const response of asked) response.end('all of it');
  for (const { got } of [whole, half]) expect(await got).toMatch(/^HTTP\/1\.1 200 OK[^]*all of it/);
  await closed;
});

test('who takes no end of his answer is let go when the time is over', async () => {
  let came = (): void => undefined;
  const asked = new Promise<void>((resolve) => (came = resolve));
  const server = await listen(() => came(), 0, '127.0.0.1');
  const { got } = caller(server.port, `${HEAD}\r\n`);
  await asked;
  await server.close(200);
  expect(await got).toBe('');
});

test('a port that is taken is a fault', async () => {
  const server = await listen(() => undefined, 0, '127.0.0.1');
  await expect(listen(() => undefined, server.port, '127.0.0.1')).rejects.toThrow('EADDRINUSE');
  await server.close(GRACE_MS);
});
