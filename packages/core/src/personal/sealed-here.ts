import type { JsonValue, PersonalEnvelope } from '../engine/index.ts';

/** Where a value stands: its envelope opens there and nowhere else. */
export interface SealedPlace {
  /** Identity of the log, which its copies share. */
  readonly log: string;
  readonly stream: string;
  readonly revision: number;
  readonly eventId: string;
  readonly type: string;
  /** JSON pointer of the envelope in the data. */
  readonly field: string;
  readonly subject: string;
}

/**
 * What was sealed here a moment ago, so that it is not opened by decrypting: a host reads each of its own events again to answer and to react. It
 * is of one key and forgotten with it.
 */
export interface SealedHere {
  keep(envelope: PersonalEnvelope, place: SealedPlace, value: JsonValue): void;
  /** Undefined where this very envelope was not sealed here for this very place, or long before others. */
  find(envelope: PersonalEnvelope, place: SealedPlace): { readonly value: JsonValue } | undefined;
}

/** A report has half as many; nobody gives more of them at once. */
const mostKept = 8;

const envelopeParts = ['personal', 'alg', 'sub', 'kid', 'iv', 'ct', 'kc'] as const;
const placeParts = ['log', 'stream', 'revision', 'eventId', 'type', 'field', 'subject'] as const;

export const sealedHere = (): SealedHere => {
  const kept = new Map<string, { envelope: PersonalEnvelope; place: SealedPlace; value: JsonValue }>();
  return {
    keep: (envelope, place, value) => {
      kept.set(envelope.ct, { envelope, place, value });
      if (kept.size <= mostKept) return;
      for (const [oldest] of kept) {
        kept.delete(oldest);
        break;
      }
    },
    find: (envelope, place) => {
      const known = kept.get(envelope.ct);
      const isSame =
        known !== undefined &&
        envelopeParts.every((part) => known.envelope[part] === envelope[part]) &&
        placeParts.every((part) => known.place[part] === place[part]);
      return isSame ? known : undefined;
    },
  };
};
