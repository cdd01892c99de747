import { expect, test } from '@jest/globals';
import { readOpening } from '../src/page/api/opening.js';

/** A body in these pieces; says when the reader gave it up. */
function bodyOf(pieces: readonly string[]): { body: ReadableStream<Uint8Array>; given: () => number; isCancelled: () => boolean } {
  const bytes = pieces.map((piece) => new TextEncoder().encode(piece));
  let given = 0;
  let isCancelled = false;
  const body = new ReadableStream<Uint8Array>(
    {
      pull(controller) {
        const next = bytes[given];
        given += 1;
        if (next) controller.enqueue(next);
        else controller.close();
      },
      cancel: () => void (isCancelled = true),
    },
    { highWaterMark: 0 },
  );
  return { body, given: () => given, isCancelled: () => isCancelled };
}

test('reads no more of a result than its id, however it is cut', async () => {
  const { body, given, isCancelled } = bodyOf(['{"query_res', 'ult":{"id":4', '2,"query_hash":"a","data":{"rows":[', '…', '…']);
  expect(await readOpening(body)).toEqual({ result: 42 });
  expect(given()).toBe(3);
  expect(isCancelled()).toBe(true);
});

test('does not take the first digits of an id for the id', async () => {
  const { body } = bodyOf(['{"query_result":{"id":4', '2']);
  expect(await readOpening(body)).toEqual({ text: '{"query_result":{"id":42' });
});

test('reads everything else to its end', async () => {
  const job = '{"job":{"id":"ä","error":"{\\"query_result\\":{\\"id\\":7,"}}';
  const { body } = bodyOf([job.slice(0, 13), job.slice(13)]);
  expect(await readOpening(body)).toEqual({ text: job });
  expect(await readOpening(null)).toEqual({ text: '' });
});
