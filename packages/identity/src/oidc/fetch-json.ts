import { shownUrl } from '@phananh/core/engine';
import { isTrustworthyUrl } from '@phananh/http/loopback';

/** As the platform has it. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

const mostBytes = 512 * 1024;
const patience = 5_000;

/**
 * The JSON of a document. No other address is followed than the one that was given.
 *
 * @throws when it cannot be had within 5 seconds, or has more than 512 KiB
 */
export const fetchJson = async (fetch: Fetch, url: string): Promise<unknown> => {
  if (!isTrustworthyUrl(url))
    throw new Error(`${shownUrl(url)} is not asked: it is neither https nor on this machine`);
  const answer = await fetch(url, {
    redirect: 'error',
    headers: { accept: 'application/json' },
    signal: AbortSignal.timeout(patience),
  });
  if (answer.status !== 200) {
    await answer.body?.cancel();
    throw new Error(`${shownUrl(url)} answers ${answer.status}`);
  }
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of answer.body ?? []) {
    bytes += piece.length;
    if (bytes > mostBytes) throw new Error(`${shownUrl(url)} answers with more than ${mostBytes} bytes`);
    pieces.push(piece);
  }
  return JSON.parse(Buffer.concat(pieces).toString('utf8'));
};
