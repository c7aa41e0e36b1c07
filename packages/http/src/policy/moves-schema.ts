import { clockNames } from '@phananh/core/reports';
import { arrayOf, count, objectSchema } from '../openapi/json-schema.ts';
import type { JsonSchema } from '../openapi/operation.ts';

const due: JsonSchema = objectSchema(
  {
    day: { type: 'string', format: 'date' },
    at: { type: 'string', format: 'date-time' },
    calendar: { type: ['string', 'null'] },
    projected: { const: true },
  },
  ['projected'],
);

export const movesSchema: JsonSchema = objectSchema(
  {
    moves: arrayOf(
      objectSchema({
        reportId: { type: 'string', format: 'uuid' },
        revision: count,
        clock: { enum: clockNames },
        round: count,
        fromCalendar: { type: 'string' },
        toCalendar: { type: 'string' },
        oldDue: due,
        newDue: due,
        direction: { enum: ['earlier', 'later', 'unchanged'] },
        late: { type: 'boolean' },
      }),
    ),
    nextCursor: { type: 'string' },
  },
  ['nextCursor'],
);
