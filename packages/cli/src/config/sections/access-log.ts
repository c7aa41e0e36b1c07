import { z } from 'zod';
import { filePath } from '../kinds.ts';

export const accessLog = z
  .strictObject({
    enabled: z
      .boolean()
      .default(true)
      .describe('writes down who is shown personal data; false where something around the host does'),
    folder: filePath('where it lies, a file a month; default beside the store, `.access`').optional(),
    keepMonths: z
      .int()
      .min(1)
      .max(1_200)
      .default(24)
      .describe('months that are kept beside the present one; older files are deleted'),
  })
  .prefault({})
  .describe('The log of who was shown what is personal.');
