import { idInStream } from '../engine/index.ts';
import type { RecordedReportEvent } from './events.ts';
import type { ReportState } from './state.ts';
import { shownTrackingCode } from './tracking-code.ts';

export type Submitted = Extract<RecordedReportEvent, { type: 'submitted' }>;

/** A report as it begins. */
export const submitted = ({ data, metadata, revision, stream }: Submitted): ReportState => ({
  reportId: idInStream({ name: 'report' }, stream) ?? stream,
  phase: 'submitted',
  submittedAt: metadata.occurredAt,
  submittedBy: metadata.actor,
  linkedTo: null,
  trackingCode: shownTrackingCode(data.trackingCode),
  text: data.text,
  location: data.location,
  channel: data.channel,
  attachments: broughtBy(revision, data.attachments),
  contact: data.contact ?? null,
  devicePosition: data.devicePosition ?? null,
  privacyNotice: data.privacyNotice ?? null,
  legacy: data.legacy ?? null,
  category: data.category ?? null,
  categoryRevision: revision,
  labels: [],
  priority: 'normal',
  procedure: 'ordinary',
  areaCode: data.location.areaCode ?? null,
  areaRevision: revision,
  round: 1,
  awaiting: null,
  assignment: null,
  returns: 0,
  pendingExtension: null,
  penalties: [],
  resolution: null,
  publication: null,
  earlierAttachments: [],
  rejection: null,
  ratings: [],
  disputes: [],
  comments: [],
  commentsTotal: { public: 0, internal: 0 },
  supporters: [],
  mergedInto: null,
  merge: null,
  absorbed: [],
  redactions: [],
  redactable: {},
  answers: [],
  clocks: [],
  endedAt: null,
  lastAt: metadata.occurredAt,
  hold: null,
  reporterErased: false,
  retentions: [],
});

/** The attachments that an event brought. */
export const broughtBy = (
  revision: number,
  attachments: readonly string[] = [],
): ReportState['attachments'] => attachments.map((id) => ({ id, revision }));
