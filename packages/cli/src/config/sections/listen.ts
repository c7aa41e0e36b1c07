import { z } from 'zod';

export const listen = z
  .strictObject({
    port: z.int().min(0).max(65_535).default(3000).describe('port to listen on; 0 takes a free one'),
    host: z.string().min(1).default('127.0.0.1').describe('address to listen on'),
  })
  .prefault({})
  .describe('Where the host is reached.');
