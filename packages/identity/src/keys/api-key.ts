import { define, event, instant, type RecordedEventOf, refuse, setOf, text } from '@phananh/core';
import { AgencyId, type AgencyState, keyOfActor, reportRefusals } from '@phananh/core/reports';
import { z } from 'zod';
import { agencyRefusal } from '../officers/head-rule.ts';
import {
  dayMilliseconds,
  defaultLongestDays,
  inside,
  type KnownNames,
  namesNoIssuer,
  namesNothing,
  widerThan,
} from './key-rules.ts';

/** A key by which a machine is let in: a stream of its own, so that every host knows of its revocation at once. */

export const ApiKeyId = z.string().regex(/^[0-9a-hjkmnp-tv-z]{16}$/, 'not the id of a key');
const Digest = z.string().regex(/^[0-9a-f]{64}$/, 'not a SHA-256 in hex');

const Kind = z
  .string()
  .regex(/^[A-Za-z][A-Za-z0-9-]{0,99}$/, 'not a kind of actors')
  .refine((kind) => !inside.includes(kind), 'nobody becomes one of this kind by a key');

/** A command as the reference of the API names it, or every one of a workflow. */
const Scope = z
  .string()
  .regex(
    /^[A-Za-z][A-Za-z0-9]{0,49}\.(?:\*|[A-Za-z][A-Za-z0-9.-]{0,99})$/,
    'not a command such as report.submit, nor all of a workflow such as report.*',
  );

const scope = {
  name: text(100),
  kind: Kind,
  agencyId: AgencyId.optional(),
  commands: setOf(Scope, 100),
  reads: z.boolean(),
  /** The issuer whose citizens it speaks for. */
  onBehalfOf: z
    .url({ protocol: /^https?$/ })
    .max(500)
    .optional(),
  expiresAt: instant(),
};

const apiKeyEvents = {
  created: event('A machine is let in by a key. Of its secret there is a digest.', {
    ...scope,
    digest: Digest,
  }),
  revoked: event('The key is worth nothing any more.', { reason: text(500) }),
} as const;

export interface ApiKey {
  readonly phase: 'active' | 'revoked';
  readonly name: string;
  /** As whom it acts. */
  readonly kind: string;
  readonly agencyId: string | null;
  /** What it may do: `report.submit`, or `report.*`. */
  readonly commands: readonly string[];
  /** Whether it may ask for anything, as far as its kind may. */
  readonly reads: boolean;
  readonly onBehalfOf: string | null;
  readonly expiresAt: string;
  readonly createdAt: string;
  readonly createdBy: string;
  readonly revokedAt: string | null;
  readonly reason: string | null;
  /** SHA-256 of its secret, in hex. No view shows it. */
  readonly digest: string;
}

export interface ApiKeyTypes {
  readonly state: ApiKey;
  readonly events: typeof apiKeyEvents;
  readonly phase: ApiKey['phase'];
  readonly actorKind: 'admin';
  readonly audience: 'admin';
  readonly field: 'apiKeyId' | Exclude<keyof ApiKey, 'digest'>;
  readonly refusal:
    | 'expired-already'
    | 'lives-too-long'
    | 'names-nothing'
    | 'wider-than-itself'
    | 'unknown-agency'
    | 'agency-suspended';
  readonly policy: undefined;
  readonly related: { readonly agency: AgencyState; readonly apiKey: ApiKey };
}

const { command, creation, made, workflow } = define<ApiKeyTypes>();

const Creation = z
  .strictObject({ apiKeyId: ApiKeyId, digest: Digest, ...scope })
  .refine(({ kind, agencyId }) => (kind === 'agency') === (agencyId !== undefined), {
    error: 'a key of the kind agency names its agency, and no other does',
    path: ['agencyId'],
  })
  .refine(({ commands, reads }) => reads || commands.length > 0, {
    error: 'a key that may do nothing: name commands, or let it read',
    path: ['commands'],
  })
  .refine(({ kind, onBehalfOf }) => onBehalfOf === undefined || kind === 'citizen', {
    error: 'on behalf of citizens acts a key of the kind citizen',
    path: ['onBehalfOf'],
  });

const evolve = (
  key: ApiKey | undefined,
  { type, data, metadata }: RecordedEventOf<typeof apiKeyEvents>,
): ApiKey => {
  if (type === 'created') {
    const { agencyId = null, onBehalfOf = null, ...rest } = data;
    return {
      phase: 'active',
      ...rest,
      agencyId,
      onBehalfOf,
      createdAt: metadata.occurredAt,
      createdBy: metadata.actor.id,
      revokedAt: null,
      reason: null,
    };
  }
  if (key === undefined) throw new TypeError('a key begins with created');
  return { ...key, phase: 'revoked', revokedAt: metadata.occurredAt, reason: data.reason };
};

const shown = [
  'apiKeyId',
  'phase',
  'name',
  'kind',
  'agencyId',
  'commands',
  'reads',
  'onBehalfOf',
  'expiresAt',
  'createdAt',
  'createdBy',
  'revokedAt',
  'reason',
] as const;

/** What keys are held to where they are created. */
export interface KeyRules {
  /** Everything that a host does and knows; absent: a key may name anything. */
  readonly known?: KnownNames | undefined;
  /** The issuers that sign in citizens: a key on behalf of those of another one is refused. Absent: it may name any. */
  readonly citizenIssuers?: readonly string[] | undefined;
  /** The longest life of a key, in days. Default 731, two years. */
  readonly longestDays?: number | undefined;
}

/** @param rules of those who create keys; who reads a log needs none */
export const apiKeyWorkflowWith = ({
  known,
  citizenIssuers,
  longestDays = defaultLongestDays,
}: KeyRules = {}) =>
  workflow({
    name: 'apiKey',
    summary: 'A key by which a machine is let in.',
    id: ApiKeyId,
    phases: {
      active: { summary: 'lets its machine in until it expires' },
      revoked: { summary: 'lets nobody in', final: true },
    },
    actorKinds: { admin: 'runs the hosts' },
    events: apiKeyEvents,
    commands: {
      create: creation({
        summary:
          'Lets a machine in. Whoever asks makes the key, 256 random bits, and gives its digest: the host never sees it.',
        input: Creation,
        example: {
          apiKeyId: '0123456789abcdef',
          digest: 'e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855',
          name: 'Tổng đài 19001075',
          kind: 'operator',
          commands: ['report.submit'],
          reads: false,
          expiresAt: '2027-12-31T17:00:00.000Z',
        },
        by: ['admin'],
        to: ['active'],
        emits: ['created'],
        refuses: [
          'expired-already',
          'lives-too-long',
          'names-nothing',
          'wider-than-itself',
          'unknown-agency',
          'agency-suspended',
        ],
        idFrom: ({ apiKeyId }) => apiKeyId,
        reads: ({ agencyId }, _, actor) => ({ agency: agencyId, apiKey: keyOfActor(actor) }),
        decide: ({ apiKeyId: _, ...key }, { now, actor, related }) => {
          const { agencyId, expiresAt } = key;
          if (expiresAt <= now) return refuse('expired-already', `${expiresAt} is over`);
          const latest = new Date(Date.parse(now) + longestDays * dayMilliseconds).toISOString();
          if (expiresAt > latest)
            return refuse(
              'lives-too-long',
              `a key expires within ${longestDays} days, at ${latest} the latest`,
            );
          const wrong = namesNothing(key, known) ?? namesNoIssuer(key.onBehalfOf, citizenIssuers);
          if (wrong !== undefined) return wrong;
          const maker = keyOfActor(actor);
          const wider = maker === undefined ? undefined : widerThan(related('apiKey', maker), key);
          if (wider !== undefined) return wider;
          if (agencyId === undefined) return made('created', key);
          return agencyRefusal(agencyId, related('agency', agencyId)) ?? made('created', key);
        },
      }),
      revoke: command({
        summary: 'Makes the key worth nothing, at once and on every host.',
        input: z.strictObject({ reason: text(500) }),
        example: { reason: 'Đã lộ trong kho mã nguồn' },
        by: ['admin'],
        from: ['active'],
        to: ['revoked'],
        emits: ['revoked'],
        decide: (_, input) => made('revoked', input),
      }),
    },
    refusals: {
      'expired-already': {
        kind: 'invalid',
        title: { en: 'The moment is over', vi: 'Thời điểm đã qua' },
        help: 'What is to expire expires later than now.',
      },
      'lives-too-long': {
        kind: 'invalid',
        title: { en: 'The key would live too long', vi: 'Thời hạn của khóa quá dài' },
        help: 'A key is made anew before it expires. How long one may live, `auth.longestKeyDays` of the configuration says.',
      },
      'names-nothing': {
        kind: 'invalid',
        title: { en: 'The key is for what is not there', vi: 'Khóa dành cho thứ không có' },
        help: 'A key that names a command, a kind of actors or an issuer of citizens that there is none of lets its machine do nothing. `known` has those that there are.',
      },
      'wider-than-itself': {
        kind: 'forbidden',
        title: { en: 'The key would be wider than its maker', vi: 'Khóa rộng hơn khóa tạo ra nó' },
        help: 'A key that creates keys gives away no command that it has not itself, no reading that it has not or as another kind of actor, and no longer life. Somebody who signs in makes the wider one.',
      },
      'unknown-agency': reportRefusals['unknown-agency'],
      'agency-suspended': reportRefusals['agency-suspended'],
    },
    evolve,
    stateVersion: 1,
    audienceOf: (_, actor) => (actor?.kind === 'admin' ? 'admin' : undefined),
    fields: {
      apiKeyId: { summary: 'Its id, which stands in its text too.' },
      phase: { summary: 'Whether it was revoked.' },
      name: { summary: 'What it is for.' },
      kind: { summary: 'As which kind of actor it acts.' },
      agencyId: { summary: 'For which agency; null: for none.' },
      commands: { summary: 'What it may do.' },
      reads: { summary: 'Whether it may ask for anything, as far as its kind may.' },
      onBehalfOf: { summary: 'The issuer whose citizens it speaks for; null: it speaks for itself.' },
      expiresAt: { summary: 'Until when it lets its machine in.' },
      createdAt: { summary: 'When it was created.' },
      createdBy: { summary: 'Who created it.' },
      revokedAt: { summary: 'When it was revoked.' },
      reason: { summary: 'Why it was revoked.' },
    },
    views: {
      admin: {
        state: shown,
        events: {
          created: ['name', 'kind', 'agencyId', 'commands', 'reads', 'onBehalfOf', 'expiresAt'],
          revoked: ['reason'],
        },
        actor: ['kind', 'id'],
      },
    },
    present: (apiKeyId, { digest: _, ...key }) => ({ apiKeyId, ...key, commands: [...key.commands] }),
  });

/** For who reads keys, and creates none. */
export const apiKeyWorkflow = apiKeyWorkflowWith();
