import type { z } from 'zod';
import type { Actor, Instant, RecordedEventOf } from '../../engine/index.ts';
import type { MediaType } from '../values.ts';
import type { attachmentEvents, Copied, NoCopyReason } from './events.ts';

type AttachmentPhase = 'waiting' | 'attached' | 'expired' | 'removed';

export interface AttachmentState {
  readonly phase: AttachmentPhase;
  readonly mediaType: z.output<typeof MediaType>;
  readonly size: number;
  readonly subject: string;
  readonly reportId: string | null;
  readonly uploadedBy: Actor;
  readonly uploadedAt: Instant;
  readonly width: number | null;
  readonly height: number | null;
  readonly durationSeconds: number | null;
  /** The reports that name it. */
  readonly reports: readonly string[];
  readonly expiredAt: Instant | null;
  readonly copies: z.output<typeof Copied> | null;
  readonly noCopy: NoCopyReason | null;
}

type Recorded = RecordedEventOf<typeof attachmentEvents>;

const begun = ({ data, metadata }: Extract<Recorded, { type: 'uploaded' }>): AttachmentState => ({
  phase: 'waiting',
  mediaType: data.mediaType,
  size: data.size,
  subject: data.subject,
  reportId: data.reportId ?? null,
  uploadedBy: metadata.actor,
  uploadedAt: metadata.occurredAt,
  width: data.width ?? null,
  height: data.height ?? null,
  durationSeconds: data.durationSeconds ?? null,
  reports: [],
  expiredAt: null,
  copies: null,
  noCopy: null,
});

export const evolveAttachment = (state: AttachmentState | undefined, recorded: Recorded): AttachmentState => {
  if (recorded.type === 'uploaded') return begun(recorded);
  if (state === undefined)
    throw new TypeError(`an attachment begins with uploaded, not with ${recorded.type}`);
  switch (recorded.type) {
    case 'attached':
      return { ...state, phase: 'attached', reports: [...state.reports, recorded.data.reportId] };
    case 'expired':
      return { ...state, phase: 'expired', expiredAt: recorded.metadata.occurredAt };
    case 'removed':
      return { ...state, phase: 'removed', copies: null };
    case 'copied':
      return { ...state, copies: recorded.data, noCopy: null };
    case 'not-copied':
      return { ...state, noCopy: recorded.data.reason };
    case 'copies-withdrawn':
      return { ...state, copies: null, noCopy: recorded.data.reason ?? 'withdrawn' };
  }
};
