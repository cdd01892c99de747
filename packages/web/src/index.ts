import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';

/** Folder of the page's files, as a browser is to be served them. */
export const PAGE = join(import.meta.dirname, 'page');

/** Chart.js as one script that needs no other; the page asks for it as `chart.js` beside its own files. */
export const CHART_SCRIPT = join(dirname(createRequire(import.meta.url).resolve('chart.js')), 'chart.umd.min.js');
