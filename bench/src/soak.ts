import { explain, say, tell, untilTold } from './chaos/shell.js';
import { readSoakOptions } from './soak/options.js';
import { soakResults } from './soak/results/soak-results.js';
import { soak } from './soak/soak.js';

const SOAKS = { freshness: soak, results: soakResults };

const options = readSoakOptions(process.argv.slice(2), say);
if ('help' in options) explain(options);
else {
  const enough = untilTold();
  const seconds = Math.ceil(options.seconds / options.kinds.length);
  for (const kind of options.kinds) {
    if (!enough.aborted) tell(await SOAKS[kind]({ ...options, seconds, enough }));
  }
}
