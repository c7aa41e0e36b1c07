import { z } from 'zod';
import { filePath } from '../kinds.ts';

export const transparency = z
  .strictObject({
    origin: z
      .string()
      .regex(/^[^\s+/:][^\s+:]*[^\s+/:]$/, 'is no origin: a URL without scheme and without slash at its end')
      .optional()
      .describe(
        'the name of the log: a URL without scheme, such as log.hue.gov.vn/phananh. With it there is a transparency log',
      ),
    signer: z
      .boolean()
      .default(true)
      .describe(
        'signs checkpoints; false where another host over the same store does, whose folder is served',
      ),
    folder: filePath(
      'where the log lies: `public` for everybody, `entries` for auditors; default beside the store, `.log`',
    ).optional(),
    key: filePath(
      'the file of the key of the log; made with the first checkpoint; default beside the store, `.log.key`. Keep a copy of it, never with the log',
    ).optional(),
    seconds: z
      .int()
      .min(1)
      .default(60)
      .describe('a checkpoint is signed so long after the first event that none covers'),
    events: z.int().min(1).default(256).describe('or after so many events'),
    witnesses: z
      .array(
        z.strictObject({
          url: z.url({ protocol: /^https?$/ }).describe('where it is; `/add-checkpoint` is below it'),
          key: z.string().min(1).describe('the line of its key, as `phananh witness` prints it'),
        }),
      )
      .default([])
      .describe('who is asked to cosign each checkpoint before it is published'),
  })
  .prefault({})
  .describe('The transparency log.');
