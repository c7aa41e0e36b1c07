import type { NewEvent } from '../engine/index.ts';
import { streamOf } from '../engine/index.ts';
import { attachmentWorkflow } from './attachment/workflow.ts';
import { heldReportOf } from './holder.ts';

/**
 * Whose the sealed fields of an event are. What a citizen said is that citizen's; what was said for a caller, or stood in another system, is
 * of whoever the report is about, and of nobody else's reports. An officer's name is the officer's. What officers say among themselves and to
 * citizens is the authority's: it stays in clear.
 */
export const subjectOf = (
  {
    type,
    metadata: { actor },
  }: Pick<NewEvent, 'type'> & { readonly metadata: Pick<NewEvent['metadata'], 'actor'> },
  reportId: string,
): string | undefined => {
  // Whoever has the link of a report is nobody who is known elsewhere: what they say is of the person that the report is of.
  if (actor.kind === 'citizen' && heldReportOf(actor.id) !== undefined) return `report:${reportId}`;
  if (actor.kind === 'citizen') return `citizen:${actor.id}`;
  if (type === 'commented') return undefined;
  if (type === 'accepted' && actor.kind === 'agency') return `officer:${actor.id}`;
  return `report:${reportId}`;
};

/** Whose a report is from an event on that nobody had submitted for themselves; null: of nobody whom one knows again. */
export const linksTo = ({ type, data }: Pick<NewEvent, 'type' | 'data'>): string | null | undefined => {
  if (type === 'unlinked') return null;
  return type === 'linked' ? `citizen:${data.reporter}` : undefined;
};

/** The photos and videos that a report names: one that an officer gave before the report is of whom the report is. */
export const takesIn = ({ data: { attachments } }: Pick<NewEvent, 'type' | 'data'>): readonly string[] =>
  Array.isArray(attachments)
    ? attachments.flatMap((id) => (typeof id === 'string' ? [streamOf(attachmentWorkflow, id)] : []))
    : [];
