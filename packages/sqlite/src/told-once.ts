/** Tells of a failure once, however often it comes again, until it goes well. */
export interface ToldOnce {
  failed(error: unknown): void;
  well(): void;
}

export const toldOnce = (tell: (error: unknown) => void): ToldOnce => {
  let told: string | undefined;
  return {
    failed: (error) => {
      const words = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      if (words === told) return;
      told = words;
      tell(error);
    },
    well: () => {
      told = undefined;
    },
  };
};
