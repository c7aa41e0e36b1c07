import { z } from 'zod';

export const console = z
  .strictObject({
    enabled: z.boolean().default(true).describe('serves the pages under `/console`; `/` leads there'),
    environment: z
      .string()
      .min(1)
      .max(60)
      .optional()
      .describe(
        'what this installation is called where it is none for real work, such as test: stands at the top of every page',
      ),
    idleMinutes: z
      .int()
      .min(1)
      .max(1440)
      .default(60)
      .describe('a session ends after so long without a request'),
    totalHours: z.int().min(1).max(168).default(10).describe('and after so long in all'),
  })
  .prefault({})
  .describe('The pages that people look at.');
