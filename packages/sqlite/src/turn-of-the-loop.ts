/** Lets the event loop serve the others, and every microtask run, before going on. */
export const turnOfTheLoop = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
