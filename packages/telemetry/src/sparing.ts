/** Milliseconds in which the same trouble is told once. */
const QUIET_MS = 60_000;

/** Tells the first message, and then one a minute at most. */
export function sparing(tell: (message: string) => void): (message: string) => void {
  let quietUntil = 0;
  return (message) => {
    if (Date.now() < quietUntil) return;
    quietUntil = Date.now() + QUIET_MS;
    tell(message);
  };
}
