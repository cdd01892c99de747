import type { Ports } from './ports.js';

type StorePorts = Pick<Ports, 'ledger' | 'results'>;

const MARK = 'the file onceql-installation in the results folder (RESULTS_URL)';

/** The results folder and the ledger do not belong together: what one knows may be gone in the other. */
export class StoreNotOurs extends Error {
  override readonly name = 'StoreNotOurs';
}

/**
 * Marks the store as that of this ledger's installation, at the start of a process; one that nobody has marked is taken.
 * @throws StoreNotOurs with a sentence that says what to do.
 */
export async function claimStore(ports: StorePorts): Promise<void> {
  if ((await ports.results.owner()) === undefined) await ports.results.own(await ports.ledger.installation());
  await expectOwnStore(ports);
}

/**
 * Before files are deleted: the store is the one that this ledger knows, and the ledger is not older than the store. Notes
 * in the store how far the ledger has come.
 * @throws StoreNotOurs
 */
export async function expectOwnStore({ ledger, results }: StorePorts): Promise<void> {
  // The mark first: the ledger that is read after it can only be further on.
  const mark = await results.owner();
  const own = await ledger.installation();
  if (mark === undefined) {
    throw new StoreNotOurs(`Nothing says whose the results folder is: ${MARK} is not there. Is the volume mounted? If the folder is new, start a process again: it makes the file.`);
  }
  if (mark.id !== own.id) {
    throw new StoreNotOurs(`The results folder belongs to another installation of OnceQL (${mark.id}; this one's Postgres is ${own.id}), whose files would be deleted. Set RESULTS_URL to a folder of its own. If the other one is no more, delete ${MARK} and start again: the folder is this one's then, and files that it does not know are deleted after an hour.`);
  }
  if (mark.results > own.results) {
    throw new StoreNotOurs(`OnceQL's own Postgres is older than the results folder: it has recorded ${own.results} results, of ${mark.results} that were. If it was put back from a backup, stop all processes, empty Redis, delete ${MARK} and start again; files that it does not know are deleted after an hour. If a newer copy of it is somewhere, put that back instead.`);
  }
  if (own.results > mark.results) await results.own(own);
}
