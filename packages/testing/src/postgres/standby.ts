import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { ServiceFault } from '../service/until-ready.js';
import type { Account } from './account.js';
import { clusterFolder } from './cluster.js';
import { startCluster } from './postgres.js';
import type { RunningPostgres } from './postgres.js';

/**
 * Starts a hot standby of a cluster that `startPostgres` started: a copy of its files that follows it by streaming.
 * It has the primary's databases, roles and passwords.
 * @throws ServiceFault
 */
export async function startStandby(primary: RunningPostgres): Promise<RunningPostgres> {
  const { password } = new URL(primary.url);
  return startCluster({ password: decodeURIComponent(password) }, (folder, _binaries, account) => copyOf(primary, folder, account));
}

/** As the server's documentation has it for backups that are made without pg_basebackup. */
async function copyOf(primary: RunningPostgres, folder: string, account: Account): Promise<string> {
  const data = clusterFolder(folder);
  const client = new pg.Client({ connectionString: primary.url });
  await client.connect();
  try {
    const slot = `standby_${randomBytes(6).toString('hex')}`;
    await client.query('SELECT pg_create_physical_replication_slot($1, true)', [slot]);
    await client.query("SELECT pg_backup_start('standby', true)");
    run(account, 'cp -a "$1" "$2" && rm -f "$2"/postmaster.pid "$2"/postmaster.opts', clusterFolder(primary.folder), data);
    const { rows } = await client.query<{ label: string }>('SELECT labelfile AS label FROM pg_backup_stop(false)');
    const settings = [`primary_conninfo = '${conninfo(primary)}'`, `primary_slot_name = '${slot}'`];
    run(account, 'printf "%s" "$2" > "$1"/backup_label && printf "%s\\n" "$3" >> "$1"/postgresql.auto.conf && touch "$1"/standby.signal', data, rows[0]?.label ?? '', settings.join('\n'));
    return data;
  } finally {
    await client.end();
  }
}

function conninfo({ url, port }: RunningPostgres): string {
  return `host=127.0.0.1 port=${port} user=postgres password=${decodeURIComponent(new URL(url).password)}`;
}

function run(account: Account, script: string, ...args: string[]): void {
  const { status, stderr } = spawnSync('/bin/sh', ['-c', script, 'sh', ...args], { ...account, cwd: '/', encoding: 'utf8' });
  if (status !== 0) throw new ServiceFault(`The standby's files could not be made: ${stderr.trim()}`);
}
