import { z } from 'zod';

export const auth = z
  .strictObject({
    mode: z.enum(['dev']).default('dev').describe('who is believed to be whom'),
  })
  .prefault({})
  .describe('Who is who.');
