import { Redis } from 'ioredis';

/**
 * Connects to Redis. A connection that breaks is made again for ever; what is asked meanwhile waits.
 * @param url `redis://` or `rediss://`.
 * @param name Shown by CLIENT LIST.
 * @param patience `forever` for queues, whose work can wait; a number of milliseconds after which a command is given
 *   up for those who have a caller waiting.
 * @param onError Told of every broken connection; nobody else is.
 */
export function connectRedis(
  url: string,
  name: string,
  patience: 'forever' | number,
  onError: (error: Error) => void,
): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    maxRetriesPerRequest: null,
    ...(patience !== 'forever' && { commandTimeout: patience }),
    retryStrategy: (times) => Math.min(times * 100, 2000),
    enableAutoPipelining: patience !== 'forever',
  });
  redis.on('error', onError);
  return redis;
}
