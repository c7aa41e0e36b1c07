import { type Box, boxesAt, boxesIn, boxHeadBytes, boxOf, fieldsOf, unreadable } from './boxes.ts';

/** Reads so many bytes from a place; fewer at the end. */
export type ReadAt = (start: number, length: number) => Promise<Buffer>;

/** Fragments of a tenth of a second in the longest video that is taken are a third of it. */
const mostBoxes = 10_000;
const mebibyte = 1024 * 1024;
/** The head of a video of hours is smaller; a fragment's is of some kilobytes. */
const mostOfHead = 8 * mebibyte;
const mostOfFragment = mebibyte;
const window = 64 * 1024;

/** Reads a window at a time: small boxes beside each other cost one read. */
const windowed = (read: ReadAt): ReadAt => {
  let [from, held]: [number, Buffer] = [0, Buffer.alloc(0)];
  return async (start, length) => {
    if (start < from || start + length > from + held.length)
      [from, held] = [start, await read(start, Math.max(length, window))];
    return held.subarray(start - from, start - from + length);
  };
};

/** The boxes that a file consists of. Pictures are passed over, not read. */
const boxesOfFile = async (read: ReadAt, size: number): Promise<readonly Box[]> => {
  const found: Box[] = [];
  // Fewer bytes behind the last one are no box.
  for (let at = 0; at + 8 <= size; ) {
    if (found.length === mostBoxes) throw unreadable(`it has more than ${mostBoxes} boxes`);
    const box = boxOf(await read(at, boxHeadBytes), at, size);
    found.push(box);
    at = box.end;
  }
  return found;
};

/** A box in memory, with nothing around it. */
const held = async (read: ReadAt, { type, body, end }: Box, most: number): Promise<Buffer> => {
  if (end - body > most) throw unreadable(`its ${type} has more than ${most} bytes`);
  return read(body, end - body);
};

/** What the parts of a video say of its length, in units of a track or of the whole. */
interface Track {
  readonly id: number;
  /** Units a second. */
  readonly scale: number;
  /** As its head says, or the sum of its pictures: whichever is more. */
  readonly units: number;
  /** Of its edit list, in units of the whole. */
  readonly edited: number;
}

/** All ones: it is not known (8.2.2.3). */
const known = (duration: number, isLong: boolean): number =>
  duration >= (isLong ? 2 ** 64 - 2 ** 11 : 0xffff_ffff) ? 0 : duration;

/** `mvhd` and `mdhd` begin alike. */
const headOf = (bytes: Buffer, box: Box): { readonly scale: number; readonly units: number } => {
  const fields = fieldsOf(bytes, box);
  const { isLong } = fields.versionAndFlags();
  fields.skip(isLong ? 16 : 8);
  const scale = fields.u32();
  if (scale === 0) throw unreadable('its time has no unit');
  return { scale, units: known(isLong ? fields.u64() : fields.u32(), isLong) };
};

/** How often each length comes (`stts`, 8.6.1.2). */
const picturesOf = (bytes: Buffer, box: Box): number => {
  const fields = fieldsOf(bytes, box);
  fields.skip(4);
  let sum = 0;
  for (let left = fields.u32(); left > 0; left -= 1) sum += fields.u32() * fields.u32();
  return sum;
};

/** `elst`, 8.6.6: parts may be shown more than once. */
const editsOf = (bytes: Buffer, box: Box): number => {
  const fields = fieldsOf(bytes, box);
  const { isLong } = fields.versionAndFlags();
  let sum = 0;
  for (let left = fields.u32(); left > 0; left -= 1) {
    sum += known(isLong ? fields.u64() : fields.u32(), isLong);
    fields.skip(isLong ? 12 : 8);
  }
  return sum;
};

const sumOf = (numbers: readonly number[]): number => numbers.reduce((sum, one) => sum + one, 0);

const trackOf = (bytes: Buffer, { body, end }: Box): Track => {
  const within = boxesIn(bytes, body, end);
  const [tkhd] = boxesAt(bytes, within, ['tkhd']);
  const [mdhd] = boxesAt(bytes, within, ['mdia', 'mdhd']);
  if (tkhd === undefined || mdhd === undefined) throw unreadable('a track has no head');
  const fields = fieldsOf(bytes, tkhd);
  fields.skip(fields.versionAndFlags().isLong ? 16 : 8);
  const { scale, units } = headOf(bytes, mdhd);
  const pictures = boxesAt(bytes, within, ['mdia', 'minf', 'stbl', 'stts']);
  return {
    id: fields.u32(),
    scale,
    units: Math.max(units, sumOf(pictures.map((box) => picturesOf(bytes, box)))),
    edited: sumOf(boxesAt(bytes, within, ['edts', 'elst']).map((box) => editsOf(bytes, box))),
  };
};

/** How long a picture of a track is where no fragment says otherwise (`trex`, 8.8.3). */
const usualLengths = (bytes: Buffer, boxes: readonly Box[]): ReadonlyMap<number, number> =>
  new Map(
    boxes.map((box) => {
      const fields = fieldsOf(bytes, box);
      fields.skip(4);
      const id = fields.u32();
      fields.skip(4);
      return [id, fields.u32()] as const;
    }),
  );

/** Where the fragments of each track end, in its units. */
type Ends = Map<number, number>;

/** `traf`, 8.8.6 to 8.8.8 and 8.8.12: from where a part of a fragment goes on, and how long it is. */
const addPart = (bytes: Buffer, { body, end }: Box, usual: ReadonlyMap<number, number>, ends: Ends): void => {
  const within = boxesIn(bytes, body, end);
  const [tfhd] = boxesAt(bytes, within, ['tfhd']);
  if (tfhd === undefined) throw unreadable('a fragment names no track');
  const head = fieldsOf(bytes, tfhd);
  const { flags } = head.versionAndFlags();
  const id = head.u32();
  head.skip((flags & 0x1 ? 8 : 0) + (flags & 0x2 ? 4 : 0));
  // A zero in the head of all fragments says nothing; in that of one fragment it is meant.
  const length = flags & 0x8 ? head.u32() : usual.get(id) || undefined;
  const runs = boxesAt(bytes, within, ['trun']).map((box) => runOf(bytes, box, length));
  const [tfdt] = boxesAt(bytes, within, ['tfdt']);
  const begun = ends.get(id) ?? 0;
  ends.set(id, Math.max(begun, tfdt === undefined ? 0 : beginningOf(bytes, tfdt)) + sumOf(runs));
};

const beginningOf = (bytes: Buffer, box: Box): number => {
  const fields = fieldsOf(bytes, box);
  return fields.versionAndFlags().isLong ? fields.u64() : fields.u32();
};

const runOf = (bytes: Buffer, box: Box, usual: number | undefined): number => {
  const fields = fieldsOf(bytes, box);
  const { flags } = fields.versionAndFlags();
  const pictures = fields.u32();
  if ((flags & 0x100) === 0) {
    if (usual === undefined) throw unreadable('a fragment does not say how long it is');
    return pictures * usual;
  }
  fields.skip((flags & 0x1 ? 4 : 0) + (flags & 0x4 ? 4 : 0));
  const others = (flags & 0x200 ? 4 : 0) + (flags & 0x400 ? 4 : 0) + (flags & 0x800 ? 4 : 0);
  let sum = 0;
  for (let left = pictures; left > 0; left -= 1) {
    sum += fields.u32();
    fields.skip(others);
  }
  return sum;
};

/**
 * How long an MP4 or QuickTime video is, in seconds: the longest of what its head, its tracks, their pictures and its fragments say, so
 * that no part of it can make it look shorter. Nothing of the pictures is read.
 *
 * @throws `attachment-unreadable` for what has no such parts, or parts that contradict each other, or does not say how long it is
 */
export const durationOf = async (readFile: ReadAt, size: number): Promise<number> => {
  const read = windowed(readFile);
  const boxes = await boxesOfFile(read, size);
  const [moov, another] = boxes.filter(({ type }) => type === 'moov');
  if (moov === undefined) throw unreadable('it has no moov');
  if (another !== undefined) throw unreadable('it has more than one moov');
  const head = await held(read, moov, mostOfHead);
  const within = boxesIn(head, 0, head.length);
  const [mvhd] = boxesAt(head, within, ['mvhd']);
  if (mvhd === undefined) throw unreadable('it has no mvhd');
  const { scale, units } = headOf(head, mvhd);
  const tracks = boxesAt(head, within, ['trak']).map((box) => trackOf(head, box));
  const extended = boxesAt(head, within, ['mvex', 'mehd']).map((box) => beginningOf(head, box));
  const usual = usualLengths(head, boxesAt(head, within, ['mvex', 'trex']));
  const ends: Ends = new Map();
  for (const box of boxes.filter(({ type }) => type === 'moof')) {
    const fragment = await held(read, box, mostOfFragment);
    for (const part of boxesAt(fragment, boxesIn(fragment, 0, fragment.length), ['traf']))
      addPart(fragment, part, usual, ends);
  }
  const scales = new Map(tracks.map((track) => [track.id, track.scale]));
  const fragments = [...ends].map(([id, end]) => {
    const unit = scales.get(id);
    if (unit === undefined) throw unreadable('a fragment is of no track');
    return end / unit;
  });
  const seconds = Math.max(
    ...[units, ...extended].map((one) => one / scale),
    ...tracks.flatMap((track) => [track.units / track.scale, track.edited / scale]),
    ...fragments,
  );
  if (seconds === 0) throw unreadable('it does not say how long it is');
  return seconds;
};
