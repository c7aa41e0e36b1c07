import { z } from 'zod';
import {
  type Clock,
  commandHandler,
  define,
  derivedUuid,
  type EventStore,
  type Instant,
  instant,
  loadSubject,
  type Position,
  type Random,
  type RecordedEventOf,
  randomUuid,
  systemClock,
  systemRandom,
} from '../engine/index.ts';
import { EvidenceError, type KeyStore } from '../privacy/index.ts';
import { subjectOfLog } from './log-identity.ts';

/**
 * What a log says of its personal values: from where on they are sealed, by which name of the log they are bound to it, and by which key
 * its keys are known again.
 */

const Digest = z.string().regex(/^[0-9a-f]{64}$/);
const KeyId = z.string().regex(/^[0-9a-f]{32}$/);

/** The log that this one was sealed from: its events, the SHA-256 of their canonical JSON, a line each, and when that was done. */
const CopyOf = z.strictObject({ events: z.int().min(0), digest: Digest, at: instant() });

const Begin = z.strictObject({ log: z.uuid(), keyId: KeyId, copyOf: CopyOf.optional() });

const sealingEvents = {
  'sealing-begun': {
    summary: 'From here on personal values are sealed, each under the key of its subject.',
    version: 1,
    schema: z.strictObject({
      /** Identity of the log, which its copies share: what is sealed is bound to it. */
      log: z.uuid(),
      /** Of a key of the log itself: keys that have another one, or none, are not its keys. */
      keyId: KeyId,
      copyOf: CopyOf.optional(),
    }),
  },
} as const;

export type CopyOf = z.output<typeof CopyOf>;

/** What stands in a log about the sealing of its personal values. */
export interface LogSealing {
  readonly log: string;
  readonly keyId: string;
  /** Where it begins: what is before it is as it was written. */
  readonly position: Position;
  readonly at: Instant;
  /** Undefined: it was not made by sealing another log. */
  readonly copyOf: CopyOf | undefined;
}

export interface SealingTypes {
  readonly state: LogSealing & { readonly phase: 'begun' };
  readonly events: typeof sealingEvents;
  readonly phase: 'begun';
  readonly actorKind: 'system';
  readonly audience: never;
  readonly field: 'log' | 'keyId';
  readonly refusal: never;
  readonly policy: undefined;
  readonly related: Record<never, never>;
}

const { creation, workflow } = define<SealingTypes>();

/** A log has one. */
const idOfLog = 'log';

/** Whether the personal values of the log are sealed; nobody asks it anything. */
export const sealingWorkflow = workflow({
  name: 'sealing',
  summary: 'That the personal values of the log are sealed, and from where on.',
  id: z.literal(idOfLog),
  phases: { begun: { summary: 'are sealed' } },
  actorKinds: { system: 'the first host or import with keys' },
  events: sealingEvents,
  commands: {
    begin: creation({
      summary: 'Begins to seal.',
      input: Begin,
      example: { log: '019a0000-0000-7000-8000-000000000000', keyId: '0'.repeat(32) },
      by: ['system'],
      emits: ['sealing-begun'],
      to: ['begun'],
      internal: true,
      idFrom: () => idOfLog,
      decide: (data: z.output<typeof Begin>) => ({ type: 'sealing-begun' as const, data }),
    }),
  },
  refusals: {},
  evolve: (
    _: SealingTypes['state'] | undefined,
    { data: { log, keyId, copyOf }, position, metadata }: RecordedEventOf<typeof sealingEvents>,
  ): SealingTypes['state'] => ({
    phase: 'begun',
    log,
    keyId,
    position,
    at: metadata.recordedAt,
    copyOf,
  }),
  stateVersion: 1,
  phaseOf: ({ phase }) => phase,
  isOwn: () => true,
  audienceOf: () => undefined,
  fields: {
    log: { summary: 'Identity of the log, which its copies share.' },
    keyId: { summary: 'Id of the key of the log itself.' },
  },
  views: {},
  present: (_, { log, keyId }) => ({ log, keyId }),
});

/** What a log says of the sealing of its personal values; undefined: none were ever sealed in it. */
export const sealingOfLog = async (store: Pick<EventStore, 'readStream'>): Promise<LogSealing | undefined> =>
  (await loadSubject({ workflow: sealingWorkflow, store }, idOfLog))?.state;

export interface BeginSealingOptions {
  readonly keys: Pick<KeyStore, 'get' | 'create' | 'stateOf'>;
  readonly clock?: Clock;
  readonly random?: Random;
  /** The log that a new one is made from by sealing it. */
  readonly copyOf?: CopyOf;
}

/**
 * Writes down that personal values are sealed from here on, unless that stands in the log already.
 *
 * @throws `key-missing` where the log is sealed under other keys than these
 */
export const beginSealing = async (
  store: EventStore,
  { keys, clock = systemClock, random = systemRandom(), copyOf }: BeginSealingOptions,
): Promise<LogSealing> => {
  const there = await sealingOfLog(store);
  if (there === undefined) {
    const log = randomUuid(clock.now(), random);
    const { id: keyId } = await keys.create(subjectOfLog(log));
    const handler = commandHandler({ store, workflow: sealingWorkflow, policy: undefined, clock, random });
    const given = {
      actor: { kind: 'system', id: 'host' },
      commandId: derivedUuid(`sealing:${log}`),
    } as const;
    // Two hosts may begin at once: one of them was faster, and what it wrote is compared.
    await handler
      .create('begin', { log, keyId, ...(copyOf && { copyOf }) }, given)
      .catch(async (error: unknown) => {
        if ((await sealingOfLog(store)) === undefined) throw error;
      });
  }
  const begun = there ?? (await sealingOfLog(store));
  if (begun === undefined) throw new TypeError('what was written is not in the log');
  await demandKeysOf(begun, keys);
  return begun;
};

/**
 * Whether keys are those of a log that was sealed.
 *
 * @throws `key-missing`, `key-unreadable`
 */
export const demandKeysOf = async (
  { log, keyId }: Pick<LogSealing, 'log' | 'keyId'>,
  keys: Pick<KeyStore, 'get'>,
): Promise<void> => {
  const key = await keys.get(subjectOfLog(log));
  if (key?.id !== keyId)
    throw new EvidenceError(
      'key-missing',
      'these are not the keys of this log: its personal values are sealed under others',
    );
};
