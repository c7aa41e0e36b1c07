import { z } from 'zod';
import { filePath } from '../kinds.ts';

export const citizens = z
  .strictObject({
    privacyNotice: z
      .strictObject({
        version: z
          .string()
          .regex(/^[A-Za-z0-9][\w.-]{0,59}$/, 'not a version: letters, digits, dots and hyphens')
          .describe('what this text is called, such as 2026-11: it is recorded with each report'),
        vi: filePath('a file with the text in Vietnamese: paragraphs with an empty line between them'),
        en: filePath('the same in English'),
      })
      .optional()
      .describe(
        'what is said of personal data before a report is sent on the pages; default a text that says what this software does',
      ),
    signIn: z
      .enum(['required', 'optional'])
      .default('required')
      .describe(
        'whether citizens sign in to report: `optional` lets anybody, counted by address (`rateLimits.creations.guest`)',
      ),
  })
  .prefault({})
  .describe('Citizens who report by themselves.');
