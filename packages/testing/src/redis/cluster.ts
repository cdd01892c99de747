import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../stack/until.js';
import { ClusterNode } from './cluster-node.js';

const SLOTS = 16_384;
/** Milliseconds that a cluster may take to find itself. */
const TOGETHER = 30_000;

export interface ClusterOptions {
  /** Default 3. */
  readonly masters?: number;
  /** Replicas of each master. Default none. */
  readonly replicas?: number;
  readonly password?: string;
  /** Milliseconds after which a node that does not answer counts as failed. Default 1000. */
  readonly nodeTimeout?: number;
}

export interface RunningCluster {
  /** All masters, separated by commas. */
  readonly url: string;
  readonly masters: readonly ClusterNode[];
  /** Those of the first master, then those of the second, and so on. */
  readonly replicas: readonly ClusterNode[];
  /** The first master's slots begin at 0, and so on: the master that had a key's slot in the beginning. */
  ownerOf(key: string): Promise<ClusterNode>;
  stop(): Promise<void>;
}

/**
 * Starts a Redis Cluster on 127.0.0.1 that keeps what is written.
 * @throws ServiceFault as startRedis does.
 */
export async function startRedisCluster(options: ClusterOptions = {}): Promise<RunningCluster> {
  const { masters: count = 3, replicas = 0, password, nodeTimeout = 1_000 } = options;
  const folder = mkdtempSync(join(tmpdir(), 'onceql-cluster-'));
  const started = await Promise.allSettled(
    Array.from({ length: count * (1 + replicas) }, (_, at) => ClusterNode.start(join(folder, String(at)), password, nodeTimeout)),
  );
  const nodes = started.flatMap((each) => (each.status === 'fulfilled' ? [each.value] : []));
  const stop = async (): Promise<void> => {
    await Promise.all(nodes.map((node) => node.stop()));
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    for (const each of started) if (each.status === 'rejected') throw each.reason;
    await bringTogether(nodes, count);
  } catch (error) {
    await stop();
    throw error;
  }
  const masters = nodes.slice(0, count);
  return {
    url: masters.map(({ url }) => url).join(','),
    masters,
    replicas: nodes.slice(count),
    ownerOf: async (key) => {
      const slot = Number(await nodeIn(masters, 0).ask((redis) => redis.cluster('KEYSLOT', key)));
      return nodeIn(masters, masters.findIndex((_, at) => slot < firstSlot(at + 1, count)));
    },
    stop,
  };
}

const firstSlot = (at: number, count: number): number => Math.floor((at * SLOTS) / count);

function nodeIn(nodes: readonly ClusterNode[], at: number): ClusterNode {
  const node = nodes[at];
  if (!node) throw new Error(`there is no node ${at} of ${nodes.length}`);
  return node;
}

async function bringTogether(nodes: readonly ClusterNode[], count: number): Promise<void> {
  const first = nodeIn(nodes, 0);
  await Promise.all(nodes.map((node, at) => node.ask(async (redis) => {
    await redis.call('CLUSTER', 'SET-CONFIG-EPOCH', at + 1);
    const own = Array.from({ length: SLOTS }, (_, slot) => slot).slice(firstSlot(at, count), firstSlot(at + 1, count));
    if (at < count) await redis.cluster('ADDSLOTS', ...own);
    if (at > 0) await redis.cluster('MEET', '127.0.0.1', first.port);
  })));
  await Promise.all(nodes.map((node) => until(() => knows(node, nodes.length), TOGETHER)));
  await Promise.all(nodes.slice(count).map((node, at) => follow(node, nodeIn(nodes, Math.floor((at * count) / (nodes.length - count))))));
  await Promise.all(nodes.map((node) => until(() => node.ask(async (redis) => /cluster_state:ok/.test(String(await redis.cluster('INFO')))), TOGETHER)));
}

async function knows(node: ClusterNode, count: number): Promise<boolean> {
  const lines = (await node.ask(async (redis) => String(await redis.cluster('NODES')))).trim().split('\n');
  return lines.length === count && !lines.some((line) => /handshake|noaddr/.test(line));
}

async function follow(replica: ClusterNode, master: ClusterNode): Promise<void> {
  const id = await master.ask(async (redis) => String(await redis.cluster('MYID')));
  await until(() => replica.ask((redis) => redis.cluster('REPLICATE', id)).then(() => true, () => false), TOGETHER);
  await until(() => replica.ask(async (redis) => (await redis.info('replication')).includes('master_link_status:up')), TOGETHER);
}
