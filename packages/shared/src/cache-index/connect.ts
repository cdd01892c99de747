import { setTimeout as pause } from 'node:timers/promises';
import { Cluster, Redis } from 'ioredis';
import type { Command, RedisOptions } from 'ioredis';
import { within } from '../deadline.js';
import { blockingConnection } from './blocking.js';
import type { RedisClient } from './script.js';

/** `forever` for queues, whose work can wait; else the milliseconds after which a command is given up. */
export type Patience = 'forever' | number;

/** Milliseconds between two tries of a command whose node is gone, and the most between two tries to connect. */
const RETRY = 100;
const LONGEST = 2_000;
/** How often the masters of a cluster are looked up, in milliseconds, also when nothing is asked of it. */
const LOOK_UP = 10_000;
/** Milliseconds that a node has to say what it is. */
const ASK = 2_000;

/** Milliseconds in which the same trouble is told once: a node that is down is tried again many times a second. */
const SAY = 2_000;

const backOff = (times: number): number => Math.min(times * RETRY, LONGEST);

/** A node list's URLs. A password may hold a comma. */
const urlsOf = (list: string): string[] => list.split(/,(?=rediss?:\/\/)/);

/**
 * Connects to Redis, or to the cluster that the node named by `list` belongs to. A connection that breaks is made again
 * for ever; what is asked meanwhile waits.
 * @param list One `redis://` or `rediss://` URL, or several of one cluster, separated by commas.
 * @param name Shown by CLIENT LIST.
 * @param onError Told of every broken connection; nobody else is.
 * @throws Error, in one line and without the password, if several nodes are named that are no cluster, or, unless the
 *   patience is for ever, if none of them answers.
 */
export async function connectRedis(
  list: string,
  name: string,
  patience: Patience,
  onError: (error: Error) => void,
): Promise<RedisClient> {
  const urls = urlsOf(list);
  const isCluster = await anyIsCluster(urls, name, patience, onError);
  if (!isCluster && urls.length > 1) throw new Error(`Redis (REDIS_URL, ${hostsOf(urls)}) is no cluster: name one node`);
  return isCluster ? clusterOf(urls, name, patience, onError) : nodeAt(urls[0] ?? '', name, patience, onError);
}

function nodeAt(url: string, name: string, patience: Patience, onError: (error: Error) => void): Redis {
  const redis = new Redis(url, {
    connectionName: name,
    maxRetriesPerRequest: null,
    ...(patience !== 'forever' && { commandTimeout: patience }),
    retryStrategy: backOff,
    enableAutoPipelining: patience !== 'forever',
    // The master we were connected to is a replica by now: whoever has its name is another server.
    reconnectOnError: (error) => (error.message.includes('READONLY') ? 2 : false),
  });
  redis.on('error', onError);
  return redis;
}

/**
 * No automatic pipelines here: ioredis sends a pipeline again only if all its commands failed alike, so that those that
 * were sent to a master which has just been replaced would reach callers as MOVED.
 */
async function clusterOf(
  urls: readonly string[],
  name: string,
  patience: Patience,
  onError: (error: Error) => void,
): Promise<Cluster> {
  const [first] = urls;
  const { username, password, tls } = optionsOf(first ?? '');
  const cluster = new BoundedCluster(urls.map((url) => nodeOf(optionsOf(url))), {
    redisOptions: {
      connectionName: name,
      maxRetriesPerRequest: null,
      ...(username && { username }),
      ...(password && { password }),
      ...(tls && { tls }),
      ...(patience !== 'forever' && { commandTimeout: patience }),
    },
    clusterRetryStrategy: backOff,
    // What nobody waits for any more must not be tried for ever.
    maxRedirections: patience === 'forever' ? Infinity : Math.ceil(patience / RETRY) + 1,
    retryDelayOnMoved: RETRY / 5,
    retryDelayOnFailover: RETRY,
    retryDelayOnClusterDown: RETRY,
    retryDelayOnTryAgain: RETRY,
    slotsRefreshInterval: LOOK_UP,
    slotsRefreshTimeout: ASK,
    // Names are resolved by the connection itself, so that the certificate's name is checked.
    dnsLookup: (address, callback) => callback(null, address),
  });
  const say = sparingly(onError);
  cluster.on('error', say).on('node error', say);
  await untilReady(cluster, urls, patience);
  return cluster;
}

/** ioredis bounds a command by the node that it is sent to; this bounds also the search for that node. */
class BoundedCluster extends Cluster {
  override sendCommand(...sent: Parameters<Cluster['sendCommand']>): unknown {
    const [command] = sent;
    const patience = this.options.redisOptions?.commandTimeout;
    if (patience !== undefined) (command as Command).setTimeout(patience);
    return super.sendCommand(...sent);
  }

  /** BullMQ duplicates a connection to block on it, and names the copy after its queue. */
  override duplicate(...wanted: Parameters<Cluster['duplicate']>): Cluster {
    const name = wanted[1]?.redisOptions?.connectionName ?? '';
    // It asks for no more than a client of either kind.
    return blockingConnection(this, name) as unknown as Cluster;
  }
}

async function untilReady(cluster: Cluster, urls: readonly string[], patience: Patience): Promise<void> {
  if (cluster.status === 'ready') return;
  const ready = new Promise<true>((resolve) => cluster.once('ready', () => resolve(true)));
  const isReady = patience === 'forever' ? await ready : await within(patience, ready, false);
  if (isReady) return;
  cluster.disconnect();
  throw new Error(`Redis (REDIS_URL, ${hostsOf(urls)}) is a cluster that is down`);
}

/** Whether the first node that answers is one of a cluster. @throws Error if none does in time. */
async function anyIsCluster(
  urls: readonly string[],
  name: string,
  patience: Patience,
  onError: (error: Error) => void,
): Promise<boolean> {
  const deadline = patience === 'forever' ? Infinity : Date.now() + patience;
  for (let times = 1; ; times += 1) {
    try {
      return await Promise.any(urls.map((url) => isOfCluster(url, name)));
    } catch (error) {
      const reason = error instanceof AggregateError ? String((error.errors[0] as Error).message) : String(error);
      if (Date.now() + backOff(times) > deadline) throw new Error(`Redis (REDIS_URL, ${hostsOf(urls)}) does not answer: ${reason}`, { cause: error });
      onError(new Error(reason));
      await pause(backOff(times));
    }
  }
}

async function isOfCluster(url: string, name: string): Promise<boolean> {
  const faults: Error[] = [];
  const node = new Redis(url, { connectionName: name, lazyConnect: true, retryStrategy: () => null, connectTimeout: ASK, commandTimeout: ASK });
  node.on('error', (error) => faults.push(error));
  try {
    return (await node.info('cluster')).includes('cluster_enabled:1');
  } catch (error) {
    throw faults[0] ?? error;
  } finally {
    node.disconnect();
  }
}

function sparingly(onError: (error: Error) => void): (error: Error) => void {
  const said = new Map<string, number>();
  return (error) => {
    const now = Date.now();
    if (now - (said.get(error.message) ?? 0) < SAY) return;
    for (const [message, at] of said) if (now - at >= SAY) said.delete(message);
    said.set(error.message, now);
    onError(error);
  };
}

const optionsOf = (url: string): RedisOptions => new Redis(url, { lazyConnect: true }).options;

const nodeOf = ({ host, port }: RedisOptions): { host: string; port: number } => ({ host: host ?? '127.0.0.1', port: port ?? 6379 });

const hostsOf = (urls: readonly string[]): string => urls.map((url) => new URL(url).host).join(', ');
