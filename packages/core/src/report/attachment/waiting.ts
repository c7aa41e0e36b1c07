import { epochOfInstant } from '../../calendar/index.ts';
import { type Instant, instantOf } from '../../engine/index.ts';
import type { AttachmentState } from './evolve.ts';

/** How long what was taken in waits for its report. */

const hour = 3_600_000;

/** How long an upload waits for a report that names it. */
export const attachmentWaitsMilliseconds = 24 * hour;

/**
 * How long the bytes of what has expired are kept: a report whose naming was recorded just before has told the upload by then, and
 * it is attached after all.
 */
export const expiredKeptMilliseconds = hour;

const after = (instant: Instant, milliseconds: number): Instant =>
  instantOf(epochOfInstant(instant) + milliseconds);

export const waitsUntil = ({ uploadedAt }: AttachmentState): Instant =>
  after(uploadedAt, attachmentWaitsMilliseconds);
export const keptUntil = ({ expiredAt, uploadedAt }: AttachmentState): Instant =>
  after(expiredAt ?? uploadedAt, expiredKeptMilliseconds);
