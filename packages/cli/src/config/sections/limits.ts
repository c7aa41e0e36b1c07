import { mostCasesOfRun } from '@phananh/core/reports';
import { defaultLimits } from '@phananh/http/limits';
import { z } from 'zod';

const milliseconds = z.int().min(1).max(3_600_000);

export const limits = z
  .strictObject({
    bodyBytes: z
      .int()
      .min(1024)
      .max(64 * 1024 * 1024)
      .default(defaultLimits.bodyBytes)
      .describe('most bytes of a JSON body'),
    bodyDepth: z
      .int()
      .min(4)
      .max(1000)
      .default(defaultLimits.bodyDepth)
      .describe('most levels of objects and arrays in a JSON body'),
    afterMilliseconds: milliseconds
      .default(defaultLimits.afterMilliseconds)
      .describe('how long a query with `after` waits for the read model'),
    exports: z.int().min(1).max(1000).default(defaultLimits.exports).describe('most exports at once, of all'),
    exportsOfOne: z
      .int()
      .min(1)
      .max(1000)
      .default(defaultLimits.exportsOfOne)
      .describe('most exports at once, of one actor'),
    bulkCases: z
      .int()
      .min(1)
      .max(mostCasesOfRun)
      .default(defaultLimits.bulkCases)
      .describe('most cases of one bulk run'),
    exportStallMilliseconds: milliseconds
      .default(defaultLimits.exportStallMilliseconds)
      .describe('how long the reader of an export may take nothing before it is cut off'),
    lagMilliseconds: milliseconds
      .default(defaultLimits.lagMilliseconds)
      .describe('how old the oldest event may be that the read models lack, for the host to be ready'),
    healthMilliseconds: milliseconds
      .default(defaultLimits.healthMilliseconds)
      .describe('how long `/readyz` and `/metrics` wait for the store'),
  })
  .prefault({})
  .describe('How much at once.');
