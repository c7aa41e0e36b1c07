import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';

/** Format of SQLite's write-ahead log: https://sqlite.org/fileformat2.html#walformat */
const headerBytes = 32;
const frameHeaderBytes = 24;
const magicLittleEndian = 0x377f0682;
const magicBigEndian = 0x377f0683;

type Checksum = readonly [number, number];

/** Whether something is in the write-ahead log of a file. */
export const hasWriteAheadLog = (path: string): boolean =>
  (statSync(`${path}-wal`, { throwIfNoEntry: false })?.size ?? 0) > headerBytes;

/**
 * Whether the write-ahead log that a file was left with holds a commit that was acknowledged and that SQLite will not take:
 * it reads up to the first frame that is not right, says nothing, and writes over the rest.
 *
 * A power cut may leave the last commit half written, and nobody was told of that one. But the next commit begins only when the
 * one before has reached the disk: a frame that is not right before the end of a commit that others follow is damage.
 *
 * Reads the log alone: whoever closes the file itself loses the locks that SQLite has on it ("How To Corrupt", 2.2). Call it
 * while nobody writes.
 *
 * @returns what is wrong; undefined when nothing is
 */
export const damageOfWriteAheadLog = (path: string): string | undefined => {
  const log = `${path}-wal`;
  if (!existsSync(log)) return undefined;
  const file = openSync(log, 'r');
  try {
    return damageIn(log, (at, buffer) => readSync(file, buffer, 0, buffer.length, at) === buffer.length);
  } finally {
    closeSync(file);
  }
};

type ReadAt = (at: number, buffer: Buffer) => boolean;

const damageIn = (log: string, readAt: ReadAt): string | undefined => {
  const header = Buffer.alloc(headerBytes);
  if (!readAt(0, header)) return undefined;
  const magic = header.readUInt32BE(0);
  const pageSize = header.readUInt32BE(8);
  const salts = header.subarray(16, 24);
  const littleEndian = magic === magicLittleEndian;
  const start = sum([0, 0], header.subarray(0, 24), littleEndian);
  const isKnown = littleEndian || magic === magicBigEndian;
  if (!isKnown || !isSum(start, header, 24))
    return readAt(headerBytes, Buffer.alloc(frameHeaderBytes))
      ? `the header of ${log} is damaged`
      : undefined;
  const frames = framesOf(readAt, pageSize);
  let running = start;
  let index = 0;
  for (let frame = frames(index); frame !== undefined; frame = frames(++index)) {
    running = sum(
      sum(running, frame.subarray(0, 8), littleEndian),
      frame.subarray(frameHeaderBytes),
      littleEndian,
    );
    if (!hasSalts(frame, salts) || !isSum(running, frame, 16)) break;
  }
  return hasCommitBefore(frames, index, salts)
    ? `frame ${index + 1} of ${log} is damaged, and commits follow it`
    : undefined;
};

const framesOf = (readAt: ReadAt, pageSize: number): ((index: number) => Buffer | undefined) => {
  const frame = Buffer.alloc(frameHeaderBytes + pageSize);
  return (index) => (readAt(headerBytes + index * frame.length, frame) ? frame : undefined);
};

/** Whether, from a frame that is not right on, a commit ends that something of the same log follows. */
const hasCommitBefore = (
  frames: (index: number) => Buffer | undefined,
  broken: number,
  salts: Buffer,
): boolean => {
  let hasCommit = false;
  for (let index = broken, frame = frames(index); frame !== undefined; frame = frames(++index)) {
    // What an earlier log left behind has other salts; the broken one may have lost its own.
    const isOfLog = hasSalts(frame, salts);
    if (hasCommit && isOfLog) return true;
    hasCommit ||= (isOfLog || index === broken) && frame.readUInt32BE(4) !== 0;
  }
  return false;
};

const hasSalts = (frame: Buffer, salts: Buffer): boolean => frame.subarray(8, 16).equals(salts);

const isSum = ([first, second]: Checksum, buffer: Buffer, at: number): boolean =>
  buffer.readUInt32BE(at) === first && buffer.readUInt32BE(at + 4) === second;

/** Adds words in pairs, as SQLite does. */
const sum = ([a, b]: Checksum, bytes: Buffer, littleEndian: boolean): Checksum => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let [first, second] = [a, b];
  for (let at = 0; at < bytes.length; at += 8) {
    first = (first + view.getUint32(at, littleEndian) + second) >>> 0;
    second = (second + view.getUint32(at + 4, littleEndian) + first) >>> 0;
  }
  return [first, second];
};
