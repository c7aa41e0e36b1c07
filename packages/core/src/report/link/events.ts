import { z } from 'zod';
import { event, instant } from '../../engine/index.ts';

/** SHA-256 of a report's id and a secret, in hex: all that is kept of the secret. */
export const SecretDigest = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in hex');

/** The events of the one-time link of a report. */
export const linkEvents = {
  issued: event(
    'A link was made that opens the report once; one that was made before opens nothing any more.',
    {
      digest: SecretDigest,
      opensUntil: instant(),
    },
  ),
  opened: event(
    'Somebody opened the report with the link, which is spent: from now on their device has it.',
    {
      /** Of what their device shows from now on. */
      held: SecretDigest,
      heldUntil: instant(),
    },
  ),
  ended: event('Whoever had the report on their device gave it up there.', {}),
} as const;
