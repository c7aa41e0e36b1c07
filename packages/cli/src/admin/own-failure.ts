/** A source, and what it failed with itself: who sends it on says of that no more than that the connection broke. */
export const ownFailure = (
  source: AsyncIterable<Uint8Array>,
): {
  readonly own: AsyncGenerator<Uint8Array, void>;
  readonly failure: () => { readonly error: unknown } | undefined;
} => {
  let failed: { readonly error: unknown } | undefined;
  const own = (async function* () {
    try {
      yield* source;
    } catch (error) {
      failed = { error };
      throw error;
    }
  })();
  return { own, failure: () => failed };
};
