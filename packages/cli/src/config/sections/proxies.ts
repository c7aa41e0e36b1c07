import { z } from 'zod';

export const proxies = z
  .strictObject({
    trusted: z
      .array(
        z.union([z.ipv4(), z.ipv6(), z.cidrv4(), z.cidrv6()], {
          error: 'is neither an address nor a network such as 10.0.0.0/8',
        }),
      )
      .default([])
      .describe(
        'addresses and networks of proxies; `X-Forwarded-*` is believed from them and from nobody else',
      ),
  })
  .prefault({})
  .describe('What stands before the host. Rate limits are of the address that a trusted proxy names.');
