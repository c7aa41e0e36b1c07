import type { Evidence } from '../evidence.ts';
import type { EvidenceStorage } from '../storage/storage.ts';

/** Longer than it takes to record what was stored. By a clock that nobody can set. */
const rememberedMilliseconds = 24 * 3_600_000;

/** A storage that knows what this process has stored lately, and perhaps not recorded yet. */
export const rememberingPuts = (
  storage: EvidenceStorage,
  monotonic: () => number = () => performance.now(),
): { readonly storage: EvidenceStorage; readonly isUnderWay: (id: string) => boolean } => {
  const puts = new Map<string, number>();
  const forget = (before: number): void => {
    // In the order in which they were stored.
    for (const [id, at] of puts) {
      if (at >= before) return;
      puts.delete(id);
    }
  };
  return {
    storage: {
      ...storage,
      put: async (spooled) => {
        const now = monotonic();
        forget(now - rememberedMilliseconds);
        puts.set(spooled.id, now);
        return storage.put(spooled);
      },
    },
    isUnderWay: (id) => puts.has(id),
  };
};

/** Leaves a claim of the log with the first upload of a process: before what it stores can be old enough for another log to delete. */
export const claiming = (
  evidence: Evidence,
  storage: Pick<EvidenceStorage, 'claim'>,
  onError: (error: unknown) => void,
): Evidence => {
  let isClaimed = false;
  return {
    ...evidence,
    upload: async (source, options) => {
      const uploaded = await evidence.upload(source, options);
      if (!isClaimed) {
        isClaimed = true;
        await storage.claim(uploaded.attachmentId).catch((error: unknown) => {
          isClaimed = false;
          onError(error);
        });
      }
      return uploaded;
    },
  };
};
