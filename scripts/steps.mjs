// Says what is going on and how long it took: one line that is written over on a terminal, plain lines elsewhere.
const REMIND_MS = 15_000;
const inPlace = process.stdout.isTTY === true;

const seconds = (since) => `${((performance.now() - since) / 1000).toFixed(1)} s`;

/** Runs `work` as a step. `doing` and `done` are its names: "installing packages", "installed packages". */
export async function step(doing, done, work) {
  const begun = performance.now();
  process.stdout.write(`… ${doing}${inPlace ? '' : '\n'}`);
  const reminder = setInterval(
    () => process.stdout.write(inPlace ? `\r… ${doing} ${seconds(begun)}` : `… still ${doing}, ${seconds(begun)}\n`),
    inPlace ? 1000 : REMIND_MS,
  );
  let worked = false;
  try {
    const result = await work();
    worked = true;
    return result;
  } finally {
    clearInterval(reminder);
    process.stdout.write(`${inPlace ? '\r\x1b[K' : ''}${worked ? `✓ ${done}` : `✗ ${doing}`} ${seconds(begun)}\n`);
  }
}

/** Something a person has to know and can mend. Its message is all that is shown. */
export class Trouble extends Error {}
