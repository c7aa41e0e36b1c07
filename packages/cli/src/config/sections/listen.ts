import { isIP } from 'node:net';
import { z } from 'zod';

export const listen = z
  .strictObject({
    port: z.int().min(0).max(65_535).default(3000).describe('port to listen on; 0 takes a free one'),
    host: z
      .string()
      .min(1)
      // What ends in a number is no name (URL Standard, ends in a number), and a system that takes 300.1.2.3 as one looks for it in vain.
      .refine((host) => isIP(host) !== 0 || !/(^|\.)\d+\.?$/.test(host), 'is neither an address nor a name')
      .default('127.0.0.1')
      .describe('address to listen on'),
  })
  .prefault({})
  .describe('Where the host is reached.');
