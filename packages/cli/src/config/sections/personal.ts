import { z } from 'zod';

export const personal = z
  .strictObject({
    encrypt: z
      .boolean()
      .optional()
      .describe(
        'whether a log that is not encrypted yet is from now on: what citizens say and who they are, each under a key of their own (`evidence.keys`). Default yes for an SQLite store, and for a server where the keys are configured (`evidence.keys`, `keyFolder` or `keyBucket`): all hosts of one log need the same keys. A log that is encrypted stays so',
      ),
  })
  .prefault({})
  .describe('Personal data in the log.');
