import autocannon from 'autocannon';
import { cpuMs } from './cpu.js';

/** One round of load upon one server. */
export interface Round {
  readonly requests: number;
  /** Processor time of the server for one request, in microseconds. */
  readonly cpuPerRequest: number;
  /** Milliseconds. */
  readonly p50: number;
  readonly p99: number;
}

/** A server under load, and the request that it is asked again and again. */
export interface Target {
  readonly url: string;
  readonly pid: number;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
}

/**
 * Asks a server the same for some seconds, over connections that are kept.
 * @throws Error if any answer is not a 200.
 */
export async function load(target: Target, seconds: number, connections: number): Promise<Round> {
  const before = cpuMs(target.pid);
  const result = await autocannon({
    url: target.url, method: 'POST', body: target.body, headers: target.headers, duration: seconds, connections,
  });
  const used = cpuMs(target.pid) - before;
  const { '2xx': answered, non2xx, errors } = result;
  if (non2xx + errors > 0) throw new Error(`${target.url}: ${non2xx} refused and ${errors} lost of ${answered + non2xx + errors}`);
  return { requests: answered, cpuPerRequest: (used * 1000) / answered, p50: result.latency.p50, p99: result.latency.p99 };
}
