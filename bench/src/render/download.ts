import { connect } from 'node:net';
import { ADMIN_KEY } from '@onceql/testing';

/** Bytes that are read at once, into the same memory: the reader should cost as little as `cat`. */
const BLOCK = 256 * 1024;

/** Downloads and throws away; answers seconds and bytes, the head of the answer among them. */
export function download(url: string, path: string): Promise<{ readonly seconds: number; readonly bytes: number }> {
  const { hostname, port } = new URL(url);
  const began = performance.now();
  let bytes = 0;
  let head = '';
  return new Promise((resolve, reject) => {
    const onread = {
      buffer: Buffer.allocUnsafeSlow(BLOCK),
      callback: (count: number, buffer: Uint8Array): boolean => {
        if (bytes === 0) head = Buffer.from(buffer.buffer, 0, Math.min(count, 32)).toString('latin1');
        bytes += count;
        return true;
      },
    };
    const socket = connect({ host: hostname, port: Number(port), onread }, () => {
      socket.write(`GET ${path} HTTP/1.1\r\nHost: bench\r\nAuthorization: ${ADMIN_KEY}\r\nConnection: close\r\n\r\n`);
    });
    socket.once('error', reject);
    socket.once('close', () => {
      if (head.startsWith('HTTP/1.1 200')) resolve({ seconds: (performance.now() - began) / 1000, bytes });
      else reject(new Error(`${path}: ${head}`));
    });
  });
}
