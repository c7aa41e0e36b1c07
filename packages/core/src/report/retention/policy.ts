import { z } from 'zod';
import { anyOrder, setOf } from '../../engine/index.ts';

/** How long a policy keeps what is personal in reports that have ended. */

/** What goes when a term is over: how the citizen is reached and where exactly it was; or everything that an erasure takes. */
export const retentionExtents = ['contact', 'everything'] as const;
export const RetentionExtent = z.enum(retentionExtents);
export type RetentionExtent = z.output<typeof RetentionExtent>;

/** In which phases a report has ended. */
const Outcome = z.enum(['closed', 'rejected', 'merged', 'withdrawn']);

/** Calendar time: nobody has to be at work when it ends. */
export const RetentionTerm = z.strictObject({
  count: z.int().min(1).max(1_000),
  unit: z.enum(['year', 'month', 'calendar-day']),
});
export type RetentionTerm = z.output<typeof RetentionTerm>;

const Names = anyOrder(setOf(z.string().min(1).max(200)));

const RetentionRule = z.strictObject({
  /** What events and pages call it. */
  rule: z.string().regex(/^[a-z0-9][a-z0-9-]{0,49}$/, 'is not small letters, digits and hyphens'),
  after: RetentionTerm,
  /** The end of the report, or the last thing that was said or done in it. */
  from: z.enum(['ended', 'last-event']).default('ended'),
  erases: RetentionExtent.default('everything'),
  /** Which reports it is for. Each absent: whatever the report has there. */
  outcomes: anyOrder(setOf(Outcome)).optional(),
  categories: Names.optional(),
  procedures: Names.optional(),
});
export type RetentionRule = z.output<typeof RetentionRule>;

/** Of the rules that take the same, the first that fits a report is its own. */
export const Retention = z
  .array(RetentionRule)
  .max(100)
  .describe('Tried in turn: of the rules that take the same, the first that fits a report is its own.')
  .superRefine((rules, context) => {
    for (const [index, rule] of rules.entries()) {
      const earlier = rules.slice(0, index);
      if (earlier.some((other) => other.rule === rule.rule))
        context.addIssue({ code: 'custom', path: [index, 'rule'], message: `${rule.rule} is there twice` });
      const first = earlier.find((other) => other.erases === rule.erases && fitsAll(other));
      if (first !== undefined)
        context.addIssue({
          code: 'custom',
          path: [index],
          message: `is for no report: ${first.rule} before it is for all of them`,
        });
    }
  });

const fitsAll = ({ outcomes, categories, procedures }: RetentionRule): boolean =>
  [outcomes, categories, procedures].every((named) => named === undefined);
