import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { cacheFolder } from '../cache-folder.js';
import { withPort } from '../service/free-port.js';
import { startService } from '../service/service.js';
import type { Service } from '../service/service.js';
import { untilReady } from '../service/until-ready.js';
import { PYTHON, findSwift } from './fetch-swift.js';

/** Who may do everything; tempauth's "account:user" is the access key. */
const ADMIN = 'test:admin';
/** No log and no answer may ever show it. */
const SECRET = 'swift-s3cret-unseen';

export interface RunningSwift extends Service {
  /** Of its S3 API. */
  readonly endpoint: string;
  readonly port: number;
  /** Credentials as the SDK reads them: of one who may do everything, and of one who may do nothing. */
  readonly env: Readonly<Record<'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY', string>>;
  readonly stranger: Readonly<Record<'AWS_ACCESS_KEY_ID' | 'AWS_SECRET_ACCESS_KEY', string>>;
  /** Makes a bucket. */
  makeBucket(name: string): Promise<void>;
  /** Lets a bucket take no more than this; undefined: as much as comes. */
  limitBucket(name: string, bytes: number | undefined): Promise<void>;
  /** The names of the objects that begin so. */
  objects(bucket: string, prefix: string): Promise<string[]>;
  /** Deletes an object behind everybody's back. */
  removeObject(bucket: string, name: string): Promise<void>;
}

/** OpenStack Swift with its S3 API on 127.0.0.1; or why there is none to be had. */
export async function startSwift(cache = cacheFolder()): Promise<RunningSwift | { readonly why: string }> {
  const found = await findSwift(cache);
  if ('why' in found) return found;
  const folder = mkdtempSync(join(tmpdir(), 'onceql-swift-'));
  const forget = (): void => rmSync(folder, { recursive: true, force: true });
  try {
    const running = await withPort(undefined, (port) => startIn(folder, port, found.env));
    return { ...running, stop: (boundMs) => running.stop(boundMs).then(forget) };
  } catch (error) {
    forget();
    throw error;
  }
}

async function startIn(folder: string, port: number, env: NodeJS.ProcessEnv): Promise<RunningSwift> {
  const log = join(folder, 'swift.log');
  const script = join(import.meta.dirname, 'servers.py');
  const service = startService({ command: PYTHON, args: [script, folder, ADMIN, SECRET, String(port)], env, log, endSignal: 'SIGKILL' });
  await untilReady('Swift', service, log, async () => (await ask(port, 'GET', '/healthcheck', {})).status === 200);
  const admin = new Admin(port);
  return {
    ...service,
    port,
    endpoint: `http://127.0.0.1:${port}`,
    env: { AWS_ACCESS_KEY_ID: ADMIN, AWS_SECRET_ACCESS_KEY: SECRET },
    stranger: { AWS_ACCESS_KEY_ID: ADMIN.replace('admin', 'reader'), AWS_SECRET_ACCESS_KEY: SECRET },
    makeBucket: async (name) => void (await admin.send('PUT', name)),
    limitBucket: async (name, bytes) => void (await admin.send('POST', name, { 'x-container-meta-quota-bytes': bytes === undefined ? '' : String(bytes) })),
    objects: async (bucket, prefix) => (await admin.send('GET', `${bucket}?prefix=${encodeURIComponent(prefix)}`)).split('\n').filter(Boolean),
    removeObject: async (bucket, name) => void (await admin.send('DELETE', `${bucket}/${name}`)),
  };
}

/** Speaks Swift's own language: buckets are containers there. */
class Admin {
  readonly #port: number;

  constructor(port: number) {
    this.#port = port;
  }

  async send(method: string, path: string, headers: Record<string, string> = {}): Promise<string> {
    const login = await ask(this.#port, 'GET', '/auth/v1.0', { 'x-auth-user': ADMIN, 'x-auth-key': SECRET });
    const token = String(login.headers['x-auth-token']);
    const { status, text } = await ask(this.#port, method, `/v1/AUTH_${ADMIN.split(':')[0]}/${path}`, { 'x-auth-token': token, ...headers });
    if (status < 200 || status >= 300) throw new Error(`Swift answers ${status} to ${method} ${path}`);
    return text;
  }
}

interface Answer {
  /** 0: it does not answer. */
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly text: string;
}

function ask(port: number, method: string, path: string, headers: Record<string, string>): Promise<Answer> {
  return new Promise((resolve) => {
    const asked = request({ port, host: '127.0.0.1', method, path, headers, agent: false, timeout: 5_000 }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part) => (text += String(part)));
      answer.once('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, text }));
    });
    asked.once('timeout', () => asked.destroy()).once('error', () => resolve({ status: 0, headers: {}, text: '' })).end();
  });
}
