import { Trouble } from '../trouble.js';
import { reap } from './reap.js';
import { StackFile } from './stack-file.js';

/** How long what a dead stack left behind has to end. */
const REAP_MS = 10_000;

/**
 * Makes this process the one stack of the home folder, and stops what a killed one left running.
 * @throws Trouble where another is alive.
 */
export async function lockHome(
  home: string,
  told: { url: string; adminKey: string },
  onLeft: (count: number) => void,
): Promise<StackFile> {
  for (;;) {
    const taking = StackFile.take(home, told);
    if (taking.outcome === 'taken') return taking.file;
    if (taking.outcome === 'busy') {
      const { url, pid } = taking.by;
      throw new Trouble(`OnceQL runs already at ${url} (pid ${pid}): stop that one first, or set ONCEQL_HOME and PORT for another`);
    }
    const stopped = await reap(Object.values(taking.processes), REAP_MS);
    if (stopped > 0) onLeft(stopped);
  }
}
