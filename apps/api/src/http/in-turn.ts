import type { RequestHandler } from 'express';

/**
 * Holds a request that came before the earlier ones of its connection were answered until it is its turn. Its answer could not
 * go out, would be made and held for each of them, and nobody tells it that the connection has closed.
 */
export const inTurn: RequestHandler = (_request, response, next) => {
  if (response.socket) next();
  else response.once('socket', () => setImmediate(next));
};
