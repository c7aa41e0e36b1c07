import { EvidenceError } from '@phananh/core/privacy';
import { type EvidenceLimits, stretchMilliseconds } from './limits.ts';

/**
 * What comes, as long as it comes fast enough and not for too long. Whoever sends nothing at all is cut off as well.
 *
 * @throws `attachment-too-slow`
 */
export async function* paced(
  source: AsyncIterable<Uint8Array>,
  { bytesPerSecond, uploadSeconds }: Pick<EvidenceLimits, 'bytesPerSecond' | 'uploadSeconds'>,
): AsyncGenerator<Uint8Array, void> {
  const begun = performance.now();
  let [since, came] = [begun, 0];
  const iterator = source[Symbol.asyncIterator]();
  const demand = (): void => {
    const now = performance.now();
    if (now - begun > uploadSeconds * 1_000)
      throw new EvidenceError('attachment-too-slow', `it was not there after ${uploadSeconds} s`);
    if (now - since < stretchMilliseconds) return;
    if (came < (bytesPerSecond * (now - since)) / 1_000)
      throw new EvidenceError('attachment-too-slow', `less than ${bytesPerSecond} bytes came in a second`);
    [since, came] = [now, 0];
  };
  try {
    for (;;) {
      const next = await nextOr(iterator, demand);
      if (next.done === true) return;
      came += next.value.length;
      yield next.value;
      // What was done with it is not the sender's time.
      demand();
    }
  } finally {
    void iterator.return?.();
  }
}

/** The next part; it is looked at each second whether it still may come. */
const nextOr = async <Value>(
  iterator: AsyncIterator<Value>,
  demand: () => void,
): Promise<IteratorResult<Value, unknown>> => {
  const waiting = Promise.withResolvers<never>();
  // Nobody may wait for it any more.
  waiting.promise.catch(() => {});
  const timer = setInterval(() => {
    try {
      demand();
    } catch (error) {
      waiting.reject(error);
    }
  }, 1_000);
  try {
    return await Promise.race([iterator.next(), waiting.promise]);
  } finally {
    clearInterval(timer);
  }
};
