import type { ReportState } from '../state.ts';
import type { Retained } from './terms.ts';

/** What of a report its terms are counted by. */
export const retainedOf = ({
  phase,
  channel,
  category,
  procedure,
  endedAt,
  publication,
  lastAt,
  hold,
  retentions,
}: ReportState): Retained => ({
  phase,
  channel,
  category,
  procedure,
  endedAt,
  publishedAt: publication?.publishedAt ?? null,
  lastAt,
  held: hold !== null,
  retentions,
});
