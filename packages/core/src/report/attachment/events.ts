import { z } from 'zod';
import { event } from '../../engine/index.ts';
import { AttachmentId, KeySubject, MediaType, ReportId } from '../values.ts';

const bytes = z.int().min(1);
const pixels = z.int().min(1);

/** A form of a photo that carries no metadata: the id of its stored bytes, and what it is. */
const Copy = z.strictObject({ id: AttachmentId, size: bytes, width: pixels, height: pixels });

/** Why a photo or video has no public copy. `withdrawn`: it was hidden; of one that was `replaced` the original is shown as before. */
export const NoCopyReason = z.enum([
  'no-converter',
  'video',
  'unreadable',
  'too-large',
  'replaced',
  'withdrawn',
]);
export type NoCopyReason = z.output<typeof NoCopyReason>;

/** Of events from before there was a reason nothing is known: what they are of counts as hidden. */
export const WithdrawalReason = NoCopyReason.extract(['replaced', 'withdrawn']);

export const uploaded = {
  /** By its content, not by its name. */
  mediaType: MediaType,
  size: bytes,
  /** Under whose key its bytes are encrypted. */
  subject: KeySubject,
  /** The report that an officer gave it for; no other one can name it. */
  reportId: ReportId.optional(),
  width: pixels.optional(),
  height: pixels.optional(),
  durationSeconds: z.number().min(0).optional(),
};

const copied = { mediaType: MediaType, copy: Copy, thumbnail: Copy };
export const Copied = z.strictObject(copied);

/** The events of a photo or video. */
export const attachmentEvents = {
  uploaded: event('A photo or video was taken in.', uploaded),
  attached: event('A report names it.', { reportId: ReportId }),
  expired: event('No report named it in time, and none can any more.', {}),
  removed: event('Its bytes are gone.', {}),
  copied: event('Its public copy was made.', copied),
  'not-copied': event('It has no public copy.', { reason: NoCopyReason }),
  'copies-withdrawn': event('Its public copy and thumbnail are gone: it was hidden or replaced.', {
    reason: WithdrawalReason.optional(),
  }),
} as const;
