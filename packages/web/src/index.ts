import { join } from 'node:path';

/** Folder of the page's files, as a browser is to be served them. */
export const PAGE = join(import.meta.dirname, 'page');
