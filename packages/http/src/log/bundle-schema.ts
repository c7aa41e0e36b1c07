import { objectSchema } from '../openapi/json-schema.ts';

const text = { type: 'string' } as const;
const whole = { type: 'integer', minimum: 0 } as const;
const base64 = { type: 'string', pattern: '^[A-Za-z0-9+/]+={0,2}$' } as const;
const described = <Schema extends object>(schema: Schema, description: string) => ({
  ...schema,
  description,
});
const listOf = <Schema extends object>(items: Schema) => ({ type: 'array', items }) as const;
const anyObject = { type: 'object' } as const;

const payload = {
  ...objectSchema({
    salt: described(base64, '32 bytes without which nobody can try out what an event might say.'),
    data: described(anyObject, 'The data of the event; `{"personal":1}` stands for each encrypted value.'),
    metadata: described(anyObject, 'Its metadata; persons by their pseudonyms.'),
  }),
  description:
    'What the event says. The SHA-256 of the canonical JSON (RFC 8785) of this object is `pub` in the entry.',
};

const more = {
  ...objectSchema({ priv: listOf(anyObject), blobs: listOf(text) }),
  description: 'Only where they would not fit into the entry, whose `more` is their digest.',
};

const event = {
  ...objectSchema({
    index: described(whole, 'Index of the entry in the log.'),
    entry: described(base64, 'The entry: canonical JSON of the header of the event.'),
    proof: described(listOf(base64), "The inclusion proof (RFC 6962), from the entry's sibling up."),
    payload: { anyOf: [payload, { type: 'null' }] },
    withheld: {
      enum: ['personal', 'hidden'],
      description:
        'Why the payload is null: it has personal values in clear, or something in it was redacted. The event is proven all the same.',
    },
    more,
    personal: described(
      listOf(
        objectSchema({
          field: described(text, 'JSON pointer into the data, as the entry names it.'),
          envelope: described(
            anyObject,
            'What is encrypted there. The SHA-256 of its canonical JSON is in the entry.',
          ),
          value: described(
            {},
            'What the host opens it to: not proven. Who has the key can open the envelope and compare.',
          ),
        }),
      ),
      'Only where it was asked for.',
    ),
  }),
  required: ['index', 'entry', 'proof', 'payload'],
};

/** A bundle of one report, as the command writes it and `GET /reports/{reportId}/bundle` gives it. */
export const bundleSchema = {
  ...objectSchema({
    format: { const: 'phananh/bundle' },
    v: { const: 1 },
    madeAt: { type: 'string', format: 'date-time', description: 'Nothing vouches for it.' },
    origin: described(text, 'Name of the log.'),
    keys: described(
      listOf(text),
      'Keys of the log, a C2SP line each: to compare with what its operator publishes elsewhere. Trust never comes from here.',
    ),
    checkpoint: described(text, 'A signed note of C2SP with its cosignatures; every proof is of it.'),
    uncovered: described(whole, 'Events that were recorded already and that the checkpoint does not cover.'),
    stream: text,
    events: described({ ...listOf(event), minItems: 1 }, 'The history, revision 0 first.'),
    explanations: described(
      listOf(anyObject),
      'Why each clock is due when it is, as the host computed it: not proven, and computed again from the events by whoever doubts.',
    ),
  }),
  description: 'One report with its proofs, for an auditor.',
};

/** The schema by itself, as the file of a bundle has it. */
export const bundleJsonSchema = (): object => ({
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'A bundle of phananh: one report with its proofs',
  ...bundleSchema,
});
