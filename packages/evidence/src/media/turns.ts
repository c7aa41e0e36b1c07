/** How many parts, of 64 KiB mostly, all uploads together may do in one turn of the event loop: half a millisecond of it. */
const partsInTurn = 2;

/**
 * Lets what comes from several sources at once go on a few parts in a turn of the event loop, those first that wait longest: whatever
 * else the process does waits for those parts, and not for one of each source. Who sends faster than that is held back by its connection.
 */
export const sharedTurns = (): ((source: AsyncIterable<Uint8Array>) => AsyncGenerator<Uint8Array, void>) => {
  const waiting: (() => void)[] = [];
  let isAsked = false;
  const letOn = (): void => {
    for (const goOn of waiting.splice(0, partsInTurn)) goOn();
    isAsked = waiting.length > 0;
    if (isAsked) setImmediate(letOn);
  };
  const turn = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(resolve);
      if (isAsked) return;
      isAsked = true;
      setImmediate(letOn);
    });
  return async function* inTurns(source) {
    for await (const bytes of source) {
      await turn();
      yield bytes;
    }
  };
};
