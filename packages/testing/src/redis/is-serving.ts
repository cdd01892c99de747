import { connect } from 'node:net';

/** Whether the Redis with this process id answers on the port, and has loaded its data. */
export async function isServing(port: number, password: string | undefined, pid: number): Promise<boolean> {
  const request = `${password === undefined ? '' : command('AUTH', password)}${command('INFO', 'server', 'persistence')}`;
  const info = await reply(port, request, /^loading:/m);
  return info.includes(`process_id:${pid}\r\n`) && info.includes('loading:0\r\n');
}

const command = (...words: readonly string[]): string =>
  `*${words.length}\r\n${words.map((word) => `$${Buffer.byteLength(word)}\r\n${word}\r\n`).join('')}`;

/** What comes back until it holds `end` and the line is whole, or the connection ends. */
function reply(port: number, request: string, end: RegExp): Promise<string> {
  return new Promise((resolve) => {
    let heard = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(request));
    const done = (): void => {
      resolve(heard);
      socket.destroy();
    };
    socket.setTimeout(1000, done);
    socket.on('error', done).on('close', done);
    socket.on('data', (chunk) => {
      heard += chunk.toString('latin1');
      if (/^-/m.test(heard) || (end.test(heard) && heard.endsWith('\r\n'))) done();
    });
  });
}
