import type { JsonValue, PersonalEnvelope } from '../engine/index.ts';

/**
 * What was sealed here a moment ago, so that it is not opened by decrypting: a host reads each of its own events again to answer and to react. It
 * is of one key and forgotten with it.
 */
export interface SealedHere {
  /** @param bound what the envelope is bound to, as the text that its cipher is given */
  keep(envelope: PersonalEnvelope, bound: string, value: JsonValue): void;
  /** Undefined where this very envelope was not sealed here for this very place, or long before others. */
  find(envelope: PersonalEnvelope, bound: string): { readonly value: JsonValue } | undefined;
}

/** A report has half as many; nobody gives more of them at once. */
const mostKept = 8;

export const sealedHere = (): SealedHere => {
  const kept = new Map<string, { readonly envelope: PersonalEnvelope; readonly value: JsonValue }>();
  return {
    keep: (envelope, bound, value) => {
      kept.set(bound, { envelope, value });
      if (kept.size <= mostKept) return;
      for (const [oldest] of kept) {
        kept.delete(oldest);
        break;
      }
    },
    // Subject and id of the key are among what it is bound to.
    find: ({ iv, ct, kc }, bound) => {
      const known = kept.get(bound);
      const isSame =
        known !== undefined &&
        known.envelope.ct === ct &&
        known.envelope.iv === iv &&
        known.envelope.kc === kc;
      return isSame ? known : undefined;
    },
  };
};
