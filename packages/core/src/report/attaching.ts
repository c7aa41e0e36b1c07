import { type Actor, refuse, sameActor } from '../engine/index.ts';
import type { AttachmentState } from './attachment/evolve.ts';
import type { ReportContext } from './types.ts';

/** What a command says of attachments, for its `reads`. */
export const attachmentsRead = ({ attachments }: { readonly attachments?: readonly string[] | undefined }) =>
  attachments === undefined ? {} : { attachment: attachments };

/** Each attachment that is named must be one that the actor uploaded, for no other report, and that has not expired. */
export const attachmentRefusal = (
  { attachments = [] }: { readonly attachments?: readonly string[] | undefined },
  { id, actor, related }: Pick<ReportContext, 'id' | 'actor' | 'related'>,
) => {
  for (const attachmentId of attachments) {
    const state = related('attachment', attachmentId);
    // What is somebody else's is as what is not there.
    if (state === undefined || !mayName(state, actor, id))
      return refuse('unknown-attachment', `${actor.kind} ${actor.id} has uploaded no ${attachmentId}`, {
        attachmentId,
      });
    if (state.phase === 'expired' || state.phase === 'removed')
      return refuse('attachment-expired', `${attachmentId} was named by no report in time`, { attachmentId });
  }
  return undefined;
};

const mayName = ({ uploadedBy, reportId }: AttachmentState, actor: Actor, id: string): boolean =>
  sameActor(uploadedBy, actor) && (reportId === null || reportId === id);

/** Each attachment that is published must have a public copy. Of one from before uploads were recorded nothing is known. */
export const publicationRefusal = (
  { attachments = [] }: { readonly attachments?: readonly string[] | undefined },
  { related }: Pick<ReportContext, 'related'>,
) => {
  for (const attachmentId of attachments) {
    const state = related('attachment', attachmentId);
    if (state === undefined || state.copies !== null) continue;
    const reason = state.noCopy ?? 'copy-pending';
    return refuse('attachment-not-publishable', `${attachmentId} has no public copy: ${reason}`, {
      attachmentId,
      reason,
    });
  }
  return undefined;
};
