import { z } from 'zod';
import { event, instant, text } from '../../engine/index.ts';
import { RetentionExtent, RetentionTerm } from './policy.ts';

/** What happens to what a report keeps of persons. */
export const retentionEvents = {
  'data-held': event('What is personal in the report is kept beyond its term: somebody needs it still.', {
    reason: text(1_000),
  }),
  'data-released': event('Nobody needs what is personal in the report beyond its term any more.', {
    reason: text(1_000),
  }),
  'retention-ended': event(
    'The term is over for which the policy keeps what is personal in the report: it is erased.',
    {
      /** Of the policy. */
      rule: z.string().min(1).max(50),
      erases: RetentionExtent,
      /** From when the term was counted. */
      since: instant(),
      term: RetentionTerm,
      /** The last day on which it was kept, and the instant from which on it goes. */
      due: z.strictObject({ day: z.iso.date(), at: instant() }),
    },
  ),
} as const;
