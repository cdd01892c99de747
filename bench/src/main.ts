/** Every bench by its name: it prints its figures and answers the JSON that is shown last. */
type Bench = () => Promise<Record<string, unknown>>;

const BENCHES: Readonly<Record<string, { readonly says: string; readonly load: () => Promise<{ readonly bench: Bench }> }>> = {
  hit: { says: 'CPU of a cached request beside the same middleware with one command to Redis', load: () => import('./hit/hit.js') },
  identify: { says: 'microseconds to tell what a statement is, first and remembered, and how often the source is asked', load: () => import('./identify/identify.js') },
  miss: { says: 'milliseconds that OnceQL adds to a ten-row query nobody asked before', load: () => import('./miss/miss.js') },
  flight: { says: 'runs that 200 equal submissions cost, sent at once to two API processes', load: () => import('./flight/flight.js') },
  invalidate: { says: 'a refresh by what rests on it, the sweep after it, and a hit by its tables', load: () => import('./invalidate/invalidate.js') },
  copy: { says: 'rows per second into a stored result beside psql that copies them to nowhere; --rows N, --rounds N', load: () => import('./copy/copy.js') },
  small: { says: 'milliseconds from the last row of a ten-row result to its entry', load: () => import('./small/small.js') },
  render: { says: 'rows per second of a million rows as JSON and CSV, out of a copy beside cat, and small hits meanwhile', load: () => import('./render/render.js') },
  page: { says: 'milliseconds of a thousand rows near the end of a million', load: () => import('./render/page.js') },
  scaling: { says: 'runs per second of 20 ms statements with 1, 2 and 4 workers', load: () => import('./scaling/scaling.js') },
};

const usage = (): string =>
  `npm run bench -- NAME\n\n${Object.entries(BENCHES).map(([name, { says }]) => `  ${name.padEnd(10)} ${says}`).join('\n')}\n`;

const [name = '--help'] = process.argv.slice(2);
const chosen = Object.hasOwn(BENCHES, name) ? BENCHES[name] : undefined;
if (chosen) {
  const { bench } = await chosen.load();
  process.stdout.write(`${JSON.stringify(await bench(), null, 2)}\n`);
} else if (name === '--help' || name === '-h') {
  process.stdout.write(usage());
} else {
  process.stderr.write(`There is no bench named ${name}\n\n${usage()}`);
  process.exitCode = 1;
}
