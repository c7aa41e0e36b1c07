import { defaultRateLimits } from '@phananh/http/limits';
import { z } from 'zod';

const most = z.int().min(1).max(1_000_000);

export const rateLimits = z
  .strictObject({
    enabled: z
      .boolean()
      .optional()
      .describe('whether senders are counted; default yes, under development authentication no'),
    requestsOfActor: most
      .default(defaultRateLimits.requestsOfActor)
      .describe('requests a minute of one actor, from wherever they come'),
    requestsOfAddress: most
      .default(defaultRateLimits.requestsOfAddress)
      .describe('requests a minute from one address (IPv6: one /64) that show no valid token'),
    failedSignIns: most
      .default(defaultRateLimits.failedSignIns)
      .describe('tokens that are not valid, a minute from one address'),
    trackingCodes: most
      .default(defaultRateLimits.trackingCodes)
      .describe(
        'tracking codes that are asked for, a minute by one actor, or from one address without a token',
      ),
    unknownTrackingCodes: most
      .default(defaultRateLimits.unknownTrackingCodes)
      .describe('tracking codes that there are none of, a minute by the same'),
    creations: z
      .record(z.string().min(1), most)
      .default({ ...defaultRateLimits.creations })
      .describe(
        'what one actor may create an hour, such as reports, by its kind; `guest`: who does not sign in, of one address; a kind that is not named is not counted',
      ),
    uploads: z
      .record(z.string().min(1), most)
      .default({ ...defaultRateLimits.uploads })
      .describe('photos and videos that one actor may upload an hour, by its kind'),
  })
  .prefault({})
  .describe(
    'How often one sender may ask: what is over is refused (429, `too-many-requests`, with `Retry-After`). Each host counts by itself.',
  );
