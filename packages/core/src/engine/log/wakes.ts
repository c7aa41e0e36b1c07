/** Tells that a log may have grown. May tell it once too often, never too seldom. */
export interface Wakes {
  /** @returns ends the listening */
  subscribe(listener: () => void): () => void;
}

/** {@link Wakes} whose `wake` calls every listener. */
export const createWakes = (): Wakes & { wake(): void } => {
  const listeners = new Set<() => void>();
  return {
    subscribe(listener) {
      // Wrapped, so that the same function given twice is two listeners.
      const entry = () => listener();
      listeners.add(entry);
      return () => listeners.delete(entry);
    },
    wake() {
      for (const listener of [...listeners]) listener();
    },
  };
};
