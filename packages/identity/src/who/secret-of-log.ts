import { createHmac } from 'node:crypto';
import {
  type Clock,
  commandHandler,
  define,
  type EventStore,
  PhananhError,
  type RecordedEventOf,
} from '@phananh/core';
import { derivedUuid } from '@phananh/core/engine';
import { z } from 'zod';

/** Another secret than the one that the actor ids of a log were made with: every citizen would be somebody else. */
export class IdentitySecretDiffers extends PhananhError {
  readonly code = 'identity-secret-differs';

  constructor() {
    super('the actor ids of this log were made with another secret than the one that was given');
  }
}

const Fingerprint = z.string().regex(/^[0-9a-f]{64}$/);

const secretEvents = {
  'secret-taken': {
    summary:
      'A host has made the first actor ids of the log with this secret; the log keeps what it is known again by.',
    version: 1,
    schema: z.strictObject({ fingerprint: Fingerprint }),
  },
} as const;

interface TakenSecret {
  readonly phase: 'kept';
  readonly fingerprint: string;
}

interface IdentitySecretTypes {
  readonly state: TakenSecret;
  readonly events: typeof secretEvents;
  readonly phase: TakenSecret['phase'];
  readonly actorKind: 'system';
  readonly audience: never;
  readonly field: 'fingerprint';
  readonly refusal: never;
  readonly policy: undefined;
  readonly related: Record<never, never>;
}

const { creation, workflow } = define<IdentitySecretTypes>();

/** A log has one. */
const idOfLog = 'log';
const input = z.strictObject({ fingerprint: Fingerprint });

/** By which secret the actor ids of a log were made, told by what only that secret makes of a text that everybody knows. */
export const identitySecretWorkflow = workflow({
  name: 'identitySecret',
  summary: 'The secret that the actor ids of the log are made with, by its fingerprint.',
  id: z.literal(idOfLog),
  phases: { kept: { summary: 'is told' } },
  actorKinds: { system: 'the first host with a secret' },
  events: secretEvents,
  commands: {
    take: creation({
      summary: 'Tells the secret of the log.',
      input,
      example: { fingerprint: '0'.repeat(64) },
      by: ['system'],
      emits: ['secret-taken'],
      to: ['kept'],
      internal: true,
      idFrom: () => idOfLog,
      decide: ({ fingerprint }: z.output<typeof input>) => ({
        type: 'secret-taken' as const,
        data: { fingerprint },
      }),
    }),
  },
  refusals: {},
  evolve: (
    _: TakenSecret | undefined,
    { data: { fingerprint } }: RecordedEventOf<typeof secretEvents>,
  ): TakenSecret => ({ phase: 'kept', fingerprint }),
  stateVersion: 1,
  phaseOf: ({ phase }) => phase,
  isOwn: () => true,
  audienceOf: () => undefined,
  fields: { fingerprint: { summary: 'HMAC-SHA-256 of a constant under the secret.' } },
  views: {},
  present: (_, { fingerprint }) => ({ fingerprint }),
});

const fingerprintOf = (secret: Uint8Array): string =>
  createHmac('sha256', secret).update('phananh identity secret').digest('hex');

/**
 * Before a host makes actor ids: its secret is that of its log. A log without one takes it.
 *
 * @throws {@link IdentitySecretDiffers}
 */
export const demandIdentitySecret = async (
  store: EventStore,
  secret: Uint8Array,
  { clock }: { readonly clock?: Clock } = {},
): Promise<void> => {
  const handler = commandHandler({
    store,
    workflow: identitySecretWorkflow,
    policy: undefined,
    ...(clock && { clock }),
  });
  const fingerprint = fingerprintOf(secret);
  const known = async (): Promise<string | undefined> => (await handler.load(idOfLog))?.state.fingerprint;
  if ((await known()) === undefined) {
    // Two hosts may begin a log at once: one of them was faster, and what it wrote is compared.
    const commandId = derivedUuid(`identity-secret:${fingerprint}`);
    await handler
      .create('take', { fingerprint }, { actor: { kind: 'system', id: 'host' }, commandId })
      .catch(async (error: unknown) => {
        if ((await known()) === undefined) throw error;
      });
  }
  if ((await known()) !== fingerprint) throw new IdentitySecretDiffers();
};
