import { type ConnectOpts, Socket, type SocketConstructorOpts } from 'node:net';

/** Of one read: as much as libuv would ask for. */
const READ_BYTES = 64 << 10;

/**
 * A socket that reads into the same memory again and again: with new memory for each chunk the collector of garbage would
 * cost as much as what is done with large results.
 *
 * A chunk is valid only while its listener is called, once `isShared` says so; before, each one is a copy.
 */
export function plainSocket(isShared: (socket: Socket) => boolean): Socket {
  const buffer = Buffer.allocUnsafeSlow(READ_BYTES);
  const callback = (length: number): boolean => {
    const chunk = buffer.subarray(0, length);
    return socket.emit('data', isShared(socket) ? chunk : Buffer.from(chunk));
  };
  // The types know the option with `connect` only, which pg calls without options.
  const options: SocketConstructorOpts & ConnectOpts = { onread: { buffer, callback } };
  const socket = new Socket(options);
  return socket;
}
