import { EvidenceError } from '@phananh/core/privacy';

/** Reads so many bytes from a place; fewer at the end. */
export type ReadAt = (start: number, length: number) => Promise<Buffer>;

const mostBoxes = 1_000;

interface Box {
  readonly type: string;
  readonly body: number;
  readonly end: number;
}

const unreadable = (why: string): EvidenceError =>
  new EvidenceError('attachment-unreadable', `the video cannot be read: ${why}`);

/** ISO/IEC 14496-12, 4.2: the box at a place. */
const boxAt = async (read: ReadAt, at: number, end: number): Promise<Box> => {
  const head = await read(at, 16);
  if (head.length < 8) throw unreadable('a box is cut off');
  const short = head.readUInt32BE(0);
  const type = head.toString('latin1', 4, 8);
  if (short === 0) return { type, body: at + 8, end };
  if (short !== 1) return { type, body: at + 8, end: at + short };
  if (head.length < 16) throw unreadable('a box is cut off');
  return { type, body: at + 16, end: at + Number(head.readBigUInt64BE(8)) };
};

const find = async (read: ReadAt, wanted: string, from: number, end: number): Promise<Box> => {
  let at = from;
  for (let boxes = 0; at < end && boxes < mostBoxes; boxes += 1) {
    const box = await boxAt(read, at, end);
    if (box.end <= at || box.end > end) throw unreadable('a box is longer than what it is in');
    if (box.type === wanted) return box;
    at = box.end;
  }
  throw unreadable(`it has no ${wanted}`);
};

/**
 * How long an MP4 or QuickTime video says that it is, in seconds. Three or four short reads, wherever its parts stand: nothing of the
 * pictures is read.
 *
 * @throws `attachment-unreadable` for what has no such parts, or parts that contradict each other
 */
export const durationOf = async (read: ReadAt, size: number): Promise<number> => {
  const moov = await find(read, 'moov', 0, size);
  const mvhd = await find(read, 'mvhd', moov.body, moov.end);
  const body = await read(mvhd.body, 32);
  const isLong = body[0] === 1;
  if (body.length < (isLong ? 32 : 20)) throw unreadable('its header is cut off');
  const [scale, duration] = isLong
    ? [body.readUInt32BE(20), Number(body.readBigUInt64BE(24))]
    : [body.readUInt32BE(12), body.readUInt32BE(16)];
  if (scale === 0) throw unreadable('its time has no unit');
  return duration / scale;
};
