/** The pause between two looks: what has taken long already is looked at less often, since others need the processor. */
const SHORTEST_MS = 20;
const LONGEST_MS = 200;

/** Looks again and again until something holds; the look itself is the only signal that the database gives. A busy machine may take its time. */
export async function until<T>(look: () => Promise<T | undefined | false>, withinMs = 60_000): Promise<T> {
  const began = Date.now();
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    const waited = Date.now() - began;
    if (waited > withinMs) throw new Error(`not seen within ${withinMs} ms: ${look.toString()}`);
    await new Promise((resolve) => setTimeout(resolve, Math.min(SHORTEST_MS + waited / 20, LONGEST_MS)));
  }
}
