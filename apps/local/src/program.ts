import type { Config } from '@onceql/config';
import { ServiceFault, startService, untilReady } from '@onceql/testing';
import type { Service } from '@onceql/testing';

/** The environment of an API or worker process: ours, and what the stack has found or made. */
export function environmentFor(
  env: NodeJS.ProcessEnv,
  config: Config,
  given: { redisUrl: string; databaseUrl: string; opsPort: number | undefined },
): NodeJS.ProcessEnv {
  return {
    ...env,
    PORT: String(config.port),
    HOST: config.host,
    ONCEQL_HOME: config.home,
    ONCEQL_ADMIN_KEY: config.adminKey,
    ONCEQL_SECRET: config.secret,
    REDIS_URL: given.redisUrl,
    DATABASE_URL: given.databaseUrl,
    RESULTS_URL: config.resultsUrl,
    WORKERS: String(config.workers),
    LOG_LEVEL: config.logLevel,
    GRACE_SECONDS: String(config.graceSeconds),
    // Not ours, which only one of them could have.
    OPS_PORT: given.opsPort === undefined ? undefined : String(given.opsPort),
  };
}

export interface ProgramOrder {
  readonly name: string;
  /** The file that Node runs. */
  readonly entry: string;
  readonly env: NodeJS.ProcessEnv;
  readonly log: string;
}

/** Starts a Node program; its lines go to its log. */
export async function startProgram({ entry, env, log }: ProgramOrder): Promise<Service> {
  return startService({ command: process.execPath, args: [entry], env, log, endSignal: 'SIGTERM' });
}

/**
 * As startProgram, and waits until it is ready. When `signal` is aborted it is stopped.
 * @throws ServiceFault if it ends before
 */
export async function startUntil(order: ProgramOrder, isReady: () => Promise<boolean>, signal: AbortSignal): Promise<Service> {
  if (signal.aborted) throw new ServiceFault(`${order.name} was not started any more`);
  const service = await startProgram(order);
  const stop = (): void => void service.stop(5_000);
  signal.addEventListener('abort', stop, { once: true });
  try {
    await untilReady(order.name, service, order.log, isReady, 60_000);
  } finally {
    signal.removeEventListener('abort', stop);
  }
  return service;
}
