/** The environment does not fit. The message is one line for each wrong variable and shows no secret. */
export class ConfigFault extends Error {
  override readonly name = 'ConfigFault';
  readonly lines: readonly string[];

  constructor(lines: readonly string[]) {
    super(lines.join('\n'));
    this.lines = lines;
  }
}

/**
 * What `load` answers; on a ConfigFault its lines go to stderr and the process ends with code 1.
 * For the first lines of a main: `const config = orExit(() => loadServiceConfig())`.
 */
export function orExit<T>(load: () => T): T {
  try {
    return load();
  } catch (error) {
    if (!(error instanceof ConfigFault)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}
