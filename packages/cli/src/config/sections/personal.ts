import { z } from 'zod';

export const personal = z
  .strictObject({
    encrypt: z
      .boolean()
      .optional()
      .describe(
        'whether a log that is not encrypted yet is from now on: what citizens say and who they are, each under a key of their own (`evidence.keys`). Default yes for an SQLite store, and for a server where the keys are configured (`evidence.keys`, `keyFolder` or `keyBucket`): all hosts of one log need the same keys. A log that is encrypted stays so',
      ),
    keyBackupDays: z
      .int()
      .min(1)
      .max(20)
      .default(14)
      .describe(
        'how many days a backup of keys is kept (`phananh backup --keys`): with one from before an erasure what was erased can be read. The law gives 20 days from the request',
      ),
  })
  .prefault({})
  .describe('Personal data in the log.');
