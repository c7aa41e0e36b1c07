import { z } from 'zod';

export const log = z
  .strictObject({
    level: z
      .enum(['debug', 'info', 'warn', 'error', 'silent'])
      .default('warn')
      .describe('what is logged on standard error'),
  })
  .prefault({})
  .describe('What the host says of its work.');
