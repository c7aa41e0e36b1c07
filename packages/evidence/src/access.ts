import type { Actor, JsonObject, JsonValue, Reports } from '@phananh/core';
import { sameActor, subjectFor } from '@phananh/core/engine';
import { type AttachmentState, type ReportAudience, reportWorkflow } from '@phananh/core/reports';

/** Those who read a report as one of these may have the originals of what it shows them: metadata, places and all. */
const originalsFor: ReadonlySet<ReportAudience> = new Set(['operator', 'agency', 'auditor']);

/**
 * Which files of a photo or video an actor may have; undefined when they may not know of it.
 *
 * One that no report names is its uploader's alone. Of others every report says by what it shows to whom: so what is hidden, published
 * or taken away from an agency is so here in the same moment.
 */
export const filesAllowed = async (
  reports: Reports,
  attachmentId: string,
  { phase, uploadedBy, reports: named, noCopy }: AttachmentState,
  actor: Actor | undefined,
): Promise<'original' | 'copy' | undefined> => {
  // Hidden by one of the reports that name it: it is hidden everywhere. Of one that was replaced only the copy is gone.
  if (noCopy === 'withdrawn') return undefined;
  const isOwn = actor !== undefined && sameActor(uploadedBy, actor);
  if (named.length === 0) return isOwn && phase === 'waiting' ? 'original' : undefined;
  let allowed: 'copy' | undefined;
  for (const reportId of named) {
    const audience = await audienceShown(reports, reportId, attachmentId, actor);
    if (audience === undefined) continue;
    if (isOwn || originalsFor.has(audience)) return 'original';
    allowed = 'copy';
  }
  return allowed;
};

/** As whom the actor is shown the attachment by a report; undefined when they are not. */
const audienceShown = async (
  { handler }: Reports,
  reportId: string,
  attachmentId: string,
  actor: Actor | undefined,
): Promise<ReportAudience | undefined> => {
  const report = await handler.load(reportId);
  const audience = report && reportWorkflow.audienceOf(report.state, actor);
  if (report === undefined || audience === undefined) return undefined;
  const context = { now: handler.clock.now(), policy: handler.policy };
  const shown = subjectFor(reportWorkflow, audience, { id: reportId, state: report.state }, context);
  return attachmentsIn(shown).includes(attachmentId) ? audience : undefined;
};

/** Every attachment that is shown, wherever it stands: of the citizen, the agency, the publication, a dispute, or of one before it. */
const attachmentsIn = (shown: JsonObject): readonly JsonValue[] =>
  [
    shown,
    shown.resolution,
    shown.publication,
    shown.disputes,
    { attachments: shown.earlierAttachments ?? null },
  ]
    .flat()
    .flatMap((part) => (isRecord(part) && Array.isArray(part.attachments) ? part.attachments : []));

const isRecord = (value: JsonValue | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
