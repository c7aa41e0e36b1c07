import { defaultOverloadLimits, defaultTimeouts } from '@phananh/http/limits';
import { z } from 'zod';

const most = z.int().min(1).max(1_000_000);
const milliseconds = z.int().min(100).max(3_600_000);

export const overload = z
  .strictObject({
    enabled: z
      .boolean()
      .optional()
      .describe('whether too much at once is refused; default yes, under development authentication no'),
    requestsAtOnce: most
      .default(defaultOverloadLimits.requestsAtOnce)
      .describe('most requests that are being answered; more are refused at their first moment'),
    eventLoopDelayMilliseconds: most
      .default(defaultOverloadLimits.eventLoopDelayMilliseconds)
      .describe('how late the event loop may be, on the average of a second, before requests are refused'),
    connections: most
      .default(defaultOverloadLimits.connections)
      .describe('most connections, of all; more are closed'),
    connectionsOfAddress: most
      .default(defaultOverloadLimits.connectionsOfAddress)
      .describe('most connections from one address; trusted proxies and this machine may have more'),
  })
  .prefault({})
  .describe(
    'From when on a host refuses what it could only answer late (503, `overloaded`, with `Retry-After`). What watches it is always answered.',
  );

export const timeouts = z
  .strictObject({
    headersMilliseconds: milliseconds
      .default(defaultTimeouts.headersMilliseconds)
      .describe('how long the headers of a request may take to arrive'),
    requestMilliseconds: milliseconds
      .default(defaultTimeouts.requestMilliseconds)
      .describe('how long all of a request may take to arrive'),
  })
  .prefault({})
  .describe('How slow a sender may be before it is cut off (408).');
