import { z } from 'zod';

const isOrigin = (text: string): boolean => URL.canParse(text) && new URL(text).origin === text;

export const cors = z
  .strictObject({
    origins: z
      .array(z.string().refine(isOrigin, 'is not an origin such as https://portal.example'))
      .default([])
      .describe('origins whose pages may use the API from browsers'),
  })
  .prefault({})
  .describe('Which pages of others may use the API. `*` is no origin: they are listed.');
