// Imported ahead of everything in each thread of a process: the first one reads statements, the other ones die of one that says so.
import { isMainThread, parentPort } from 'node:worker_threads';

if (isMainThread) {
  const { StatementReader, sourceOptionsSchema } = await import('@onceql/shared');
  const deaths = [];
  const reader = new StatementReader({ onDeath: ({ message }) => deaths.push(message) });
  await reader.start();
  const source = { id: 1, type: 'pg', version: 1, options: sourceOptionsSchema.parse({ host: 'h', dbname: 'd', user: 'u' }) };
  const read = (says) => reader.identify({ statement: `SELECT 1 /* ${says} */${' '.repeat(30_000)}`, source, cache: 'on' });
  const said = await Promise.all(['live', 'die', 'live on'].map((says) => read(says).then((identity) => identity.reader, String)));
  const after = await read('after');
  process.stdout.write(JSON.stringify({ said, after: after.reader, deaths: deaths.length }));
} else {
  parentPort.on('message', ({ given: [{ statement }] }) => statement.includes('/* die */') && process.exit(1));
}
