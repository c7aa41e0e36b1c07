import { EvidenceError } from '@phananh/core/privacy';

/** A box of ISO/IEC 14496-12: what it is, and where what is in it begins and ends. */
export interface Box {
  readonly type: string;
  readonly body: number;
  readonly end: number;
}

export const unreadable = (why: string): EvidenceError =>
  new EvidenceError('attachment-unreadable', `the video cannot be read: ${why}`);

/** How many bytes tell what a box is and how long. */
export const boxHeadBytes = 16;

/**
 * ISO/IEC 14496-12, 4.2.
 *
 * @param head the first {@link boxHeadBytes} from `at` on; fewer at the end
 * @param end of what it is in
 */
export const boxOf = (head: Buffer, at: number, end: number): Box => {
  if (head.length < 8) throw unreadable('a box is cut off');
  const short = head.readUInt32BE(0);
  const type = head.toString('latin1', 4, 8);
  if (short === 0) return { type, body: at + 8, end };
  if (short === 1 && head.length < 16) throw unreadable('a box is cut off');
  const box =
    short === 1
      ? { type, body: at + 16, end: at + Number(head.readBigUInt64BE(8)) }
      : { type, body: at + 8, end: at + short };
  if (box.end < box.body || box.end > end) throw unreadable('a box is longer than what it is in');
  return box;
};

/** The boxes in a part of something that is in memory. */
export const boxesIn = (bytes: Buffer, start: number, end: number): readonly Box[] => {
  const found: Box[] = [];
  // QuickTime ends some lists of boxes with four zero bytes.
  for (let at = start; at + 8 <= end; ) {
    const box = boxOf(bytes.subarray(at, Math.min(at + boxHeadBytes, end)), at, end);
    found.push(box);
    at = box.end;
  }
  return found;
};

/** All boxes that a path of types leads to. */
export const boxesAt = (
  bytes: Buffer,
  within: readonly Box[],
  [type, ...rest]: readonly string[],
): readonly Box[] => {
  const here = within.filter((box) => box.type === type);
  return rest.length === 0
    ? here
    : here.flatMap(({ body, end }) => boxesAt(bytes, boxesIn(bytes, body, end), rest));
};

/** Reads numbers one after another. @throws `attachment-unreadable` beyond the end of the box */
export const fieldsOf = (bytes: Buffer, { body, end }: Pick<Box, 'body' | 'end'>) => {
  let at = body;
  const advance = (length: number): number => {
    const from = at;
    at += length;
    if (at > end) throw unreadable('a box is cut off');
    return from;
  };
  const u32 = (): number => bytes.readUInt32BE(advance(4));
  const u64 = (): number => Number(bytes.readBigUInt64BE(advance(8)));
  return {
    u32,
    u64,
    skip: (length: number): void => void advance(length),
    /** A version and flags, which most boxes begin with. */
    versionAndFlags: () => {
      const word = u32();
      return { isLong: word >>> 24 === 1, flags: word & 0xff_ffff };
    },
  };
};
