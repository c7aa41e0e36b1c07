import type { Redaction } from '../engine/index.ts';
import { hasItem } from './long-list.ts';
import type { Redacted } from './redactable.ts';
import type { ReportState } from './state.ts';

/**
 * What a redaction hides. Before they were checked any revision was taken: one that did not have the field hid it everywhere,
 * and one of a comment hid the comment. That stays hidden.
 */
export const hiddenBy = (
  { redactable, answers }: ReportState,
  { field, revision, attachment }: Redacted,
): Redaction => {
  if (attachment !== undefined) return { field, item: attachment };
  if (revision === undefined) return { field };
  if (hasItem(redactable[field] ?? [], revision)) return { field, revision };
  // Words said later than at first are those of comments and of answers.
  const isComment = revision > 0 && hasItem(redactable.text ?? [], revision) && !hasItem(answers, revision);
  return isComment ? { field: 'text', revision } : { field };
};
