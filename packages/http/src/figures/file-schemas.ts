import type { ExportFormat } from '@phananh/exports';
import { arrayOf, objectSchema } from '../openapi/json-schema.ts';
import type { JsonSchema } from '../openapi/operation.ts';

const text: JsonSchema = { type: 'string' };
const textOrNull: JsonSchema = { type: ['string', 'null'] };
const instant: JsonSchema = { type: 'string', format: 'date-time' };
const declared = arrayOf(
  objectSchema({ name: text, attributes: arrayOf(objectSchema({ name: text, type: text })) }),
);
const relationships = arrayOf(objectSchema({ objectId: text, qualifier: text }));

/** What the file of each format is, for the reference. */
export const fileSchemas: { readonly [Format in ExportFormat]: JsonSchema } = {
  csv: text,
  xes: text,
  // Bytes, which JSON Schema has no type for (OpenAPI 3.1, "Considerations for Binary Data").
  parquet: { contentMediaType: 'application/vnd.apache.parquet' },
  ocel: {
    description: 'OCEL 2.0.',
    ...objectSchema({
      objectTypes: declared,
      eventTypes: declared,
      objects: arrayOf(
        objectSchema({
          id: text,
          type: text,
          attributes: arrayOf(objectSchema({ name: text, time: instant, value: textOrNull })),
          relationships,
        }),
      ),
      events: arrayOf(
        objectSchema({
          id: text,
          type: text,
          time: instant,
          attributes: arrayOf(objectSchema({ name: text, value: textOrNull })),
          relationships,
        }),
      ),
    }),
  },
};
