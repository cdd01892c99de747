/** How far into an answer its result's id may stand; it is the first thing in it. */
const FAR_ENOUGH = 1024;

/** What a submission was answered with: a result, whose rows are left unread, or anything else, read to its end. */
export type Opening = { readonly result: number } | { readonly text: string };

/**
 * Reads an answer no further than its result's id. A result may be of any size, and the page wants one page of it.
 * Such an answer begins `{"query_result":{"id":7,`.
 */
export async function readOpening(body: ReadableStream<Uint8Array> | null): Promise<Opening> {
  if (body === null) return { text: '' };
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let text = '';
  for (;;) {
    const { done, value } = await reader.read();
    text += decoder.decode(value, { stream: !done });
    const id = resultIn(text);
    if (id !== undefined) {
      // Whether the rest could be given up in peace does not matter.
      reader.cancel().catch(() => undefined);
      return { result: id };
    }
    if (done) return { text };
  }
}

function resultIn(text: string): number | undefined {
  const id = /^\{"query_result":\{"id":(\d+),/.exec(text.slice(0, FAR_ENOUGH))?.[1];
  return id === undefined ? undefined : Number(id);
}
