import { readOptions } from './chaos/options.js';
import { explain, say, tell, untilTold } from './chaos/shell.js';
import { storm } from './chaos/storm.js';

const options = readOptions(process.argv.slice(2), say);
if ('help' in options) explain(options);
else tell(await storm({ ...options, enough: untilTold() }));
