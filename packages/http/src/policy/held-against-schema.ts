import { clockNames } from '@phananh/core/reports';
import { verdicts } from '@phananh/core/sla';
import { groupSchema, slaFiguresSchema } from '../figures/schemas.ts';
import { arrayOf, count, objectSchema } from '../openapi/json-schema.ts';
import type { JsonSchema } from '../openapi/operation.ts';

const verdict: JsonSchema = { enum: [...verdicts, null] };
const standing: JsonSchema = objectSchema({
  due: {
    anyOf: [{ type: 'object', additionalProperties: true }, { type: 'null' }],
    description: 'When it is due in force.',
  },
  verdict,
  againstOriginal: { type: ['string', 'null'] },
});

export const heldAgainstSchema: JsonSchema = objectSchema({
  asOf: { type: 'string', format: 'date-time' },
  looked: { ...count, description: 'Reports that were replayed, the latest first.' },
  isAll: { type: 'boolean', description: 'Whether there are no others.' },
  leftOut: { ...count, description: 'Of days that a calendar does not cover, or that cannot be read.' },
  cases: count,
  casesDueMoved: count,
  casesJudgedOtherwise: count,
  overTerm: {
    ...objectSchema({ contact: count, everything: count }),
    description:
      'Of the reports that were replayed, how many are over a term for what is personal: it goes as soon as the policy is in force.',
  },
  figures: arrayOf(
    objectSchema({
      group: groupSchema,
      before: slaFiguresSchema,
      after: slaFiguresSchema,
    }),
  ),
  moves: arrayOf(
    objectSchema({ clock: { enum: clockNames }, before: verdict, after: verdict, clocks: count }),
  ),
  judgedOtherwise: arrayOf(
    objectSchema({
      reportId: { type: 'string', format: 'uuid' },
      clock: { enum: clockNames },
      round: count,
      start: count,
      before: standing,
      after: standing,
    }),
  ),
});
