import { define, event, instant, personal, type RecordedEventOf, refuse, text } from '@phananh/core';
import { sealed } from '@phananh/core/engine';
import {
  AgencyId,
  type AgencyState,
  notTheHead,
  type ReportActorKind,
  reportActorKinds,
} from '@phananh/core/reports';
import { z } from 'zod';
import type { AddressIds } from './address-ids.ts';
import type { Invitation, Officer } from './entries.ts';
import {
  agencyRefusal,
  audienceOfAgency,
  byHead,
  type HeadRefusal,
  headRefusalNames,
  headRefusals,
  isOwnOfAgency,
  officerActing,
  sameForBoth,
} from './head-rule.ts';
import { officerKeyOf } from './key-of-officer.ts';

/**
 * An invitation of somebody by their e-mail, to be an officer of an agency: a stream of its own, whose id follows from agency and address. The
 * address itself stands nowhere, and no agency learns from its invitations whom another one has invited.
 */

const InvitationId = z.string().regex(/^[0-9a-f]{64}$/, 'not the id of an invitation');
const Role = z.enum(['officer', 'head']);
const name = personal(text(200)).optional();
const days = z.int().min(1).max(90).default(14);

/** Absent in those of before: the address alone made their id. */
const addressId = InvitationId.optional();
const invited = {
  agencyId: AgencyId,
  addressId,
  role: Role,
  name: sealed(personal(text(200))).optional(),
  expiresAt: instant(),
};

const invitationEvents = {
  invited: event('Somebody is to be an officer of an agency.', invited),
  accepted: event('They signed in.', { officerId: z.string() }),
  withdrawn: event('They are not to be one any more.', {}),
} as const;

export interface InvitationTypes {
  readonly state: Invitation;
  readonly events: typeof invitationEvents;
  readonly phase: Invitation['phase'];
  readonly actorKind: ReportActorKind;
  readonly audience: 'office' | 'agency';
  readonly field: 'invitationId' | Exclude<keyof Invitation, 'addressId'>;
  readonly refusal: HeadRefusal | 'invitation-over' | 'no-addresses';
  readonly policy: undefined;
  readonly related: { readonly officer: Officer; readonly agency: AgencyState };
}

const { command, creation, made, workflow } = define<InvitationTypes>();

const evolve = (
  invitation: Invitation | undefined,
  { type, data, stream, metadata }: RecordedEventOf<typeof invitationEvents>,
): Invitation => {
  if (type === 'invited') {
    const { name = null, addressId = idOfStream(stream), ...rest } = data;
    const invitedAt = metadata.occurredAt;
    return { phase: 'open', ...rest, addressId, name, invitedAt, acceptedBy: null };
  }
  if (invitation === undefined) throw new TypeError('an invitation begins with invited');
  return type === 'accepted'
    ? { ...invitation, phase: 'accepted', acceptedBy: data.officerId }
    : { ...invitation, phase: 'withdrawn' };
};

/** What a stream is called after the name of its workflow. */
const idOfStream = (stream: string): string => stream.slice('invitation-'.length);

const entry = { role: Role.default('officer'), name, days };
const email = personal(z.email().max(254));
const dayMilliseconds = 86_400_000;

interface Opened extends Pick<Invitation, 'agencyId' | 'addressId' | 'role'> {
  readonly name?: string | undefined;
  readonly days: number;
}

const opened = ({ days, agencyId, ...entry }: Opened, now: string) =>
  made('invited', {
    ...entry,
    agencyId: AgencyId.parse(agencyId),
    expiresAt: new Date(Date.parse(now) + days * dayMilliseconds).toISOString(),
  });

const shown = [
  'invitationId',
  'phase',
  'agencyId',
  'role',
  'name',
  'invitedAt',
  'expiresAt',
  'acceptedBy',
] as const;
const shownEvents = {
  invited: ['agencyId', 'role', 'name', 'expiresAt'],
  accepted: ['officerId'],
  withdrawn: [],
} as const;

/** @param addressIds the ids of addresses under the secret of this log; absent: nobody can be invited here */
export const invitationWorkflowWith = (addressIds?: AddressIds) =>
  workflow({
    name: 'invitation',
    summary: 'An invitation to be an officer of an agency.',
    id: InvitationId,
    phases: {
      open: { summary: 'waits for the first sign-in, until it expires' },
      accepted: { summary: 'they are registered' },
      withdrawn: { summary: 'they are not to be registered' },
    },
    actorKinds: reportActorKinds,
    events: invitationEvents,
    commands: {
      invite: creation({
        summary:
          'Invites somebody by their e-mail: they are an officer from their first sign-in on. The address is not kept.',
        input: z.strictObject({ agencyId: AgencyId, email, ...entry }),
        example: { email: 'an.nguyen@hue.gov.vn', agencyId: 'agency-hue-lighting' },
        by: byHead,
        to: ['open'],
        emits: ['invited'],
        refuses: [...headRefusalNames, 'no-addresses'],
        idFrom: ({ agencyId, email }) => addressIds?.ofInvitation(agencyId, email) ?? '0'.repeat(64),
        reads: ({ agencyId }, _, actor) => ({
          agency: agencyId,
          officer: officerActing(actor),
        }),
        decide: ({ email, ...entry }, { now, actor, related }) =>
          addressIds === undefined
            ? refuse('no-addresses', 'this host has no secret for the ids of people')
            : (notTheHead(entry.agencyId, actor, related) ??
              agencyRefusal(entry.agencyId, related('agency', entry.agencyId)) ??
              opened({ ...entry, addressId: addressIds.ofAddress(email) }, now)),
      }),
      'invite-again': command({
        summary:
          'Invites them once more, for the same agency: after the invitation has expired or was withdrawn.',
        input: z.strictObject(entry),
        example: {},
        by: byHead,
        from: 'any',
        to: ['open'],
        emits: ['invited'],
        refuses: headRefusalNames,
        reads: (_, { agencyId }, __, actor) => ({
          agency: agencyId,
          officer: officerActing(actor),
        }),
        decide: ({ agencyId, addressId }, entry, { now, actor, related }) =>
          notTheHead(agencyId, actor, related) ??
          agencyRefusal(agencyId, related('agency', agencyId)) ??
          opened({ ...entry, agencyId, addressId }, now),
      }),
      withdraw: command({
        summary: 'Takes the invitation back.',
        input: z.strictObject({}),
        example: {},
        by: byHead,
        from: ['open'],
        to: ['withdrawn'],
        emits: ['withdrawn'],
        refuses: ['not-the-head'],
        reads: (_, __, ___, actor) => ({ officer: officerActing(actor) }),
        decide: ({ agencyId }, _, { actor, related }) =>
          notTheHead(agencyId, actor, related) ?? made('withdrawn', {}),
      }),
      accept: command({
        summary: 'Somebody with the verified address has signed in.',
        input: z.strictObject({ officerId: z.string() }),
        example: { officerId: 'f0e4c2f7' },
        by: ['system'],
        internal: true,
        from: ['open'],
        to: ['accepted'],
        emits: ['accepted'],
        refuses: ['invitation-over'],
        decide: ({ expiresAt }, input, { now }) =>
          now < expiresAt
            ? made('accepted', input)
            : refuse('invitation-over', `it was open until ${expiresAt}`),
      }),
    },
    refusals: {
      ...headRefusals,
      'invitation-over': {
        kind: 'conflict',
        title: { en: 'The invitation has expired', vi: 'Lời mời đã hết hạn' },
        help: 'A head of the agency invites them once more.',
      },
      'no-addresses': {
        kind: 'conflict',
        title: { en: 'Nobody can be invited here', vi: 'Không thể mời tại đây' },
        help: 'Whom an invitation is for is known by a secret that the hosts of one log share: the configuration names its file. `register` takes an actor id in its stead.',
      },
    },
    subjectOf: (_, invitationId) => `invitation:${invitationId}`,
    // Whoever accepted it is erased as the officer that they are.
    linksTo: ({ type, data }) => (type === 'accepted' ? officerKeyOf(String(data.officerId)) : undefined),
    evolve,
    stateVersion: 3,
    isOwn: isOwnOfAgency,
    audienceOf: audienceOfAgency,
    fields: {
      invitationId: { summary: 'The id, which follows from agency and address.' },
      phase: { summary: 'Whether it waits.' },
      agencyId: { summary: 'Of which agency.' },
      role: { summary: 'As head or officer.' },
      name: { summary: 'What the agency calls them.', personal: true },
      invitedAt: { summary: 'When they were invited, the last time.' },
      expiresAt: { summary: 'Until when it can be accepted.' },
      acceptedBy: { summary: 'Who is registered by it.' },
    },
    views: sameForBoth({
      state: shown,
      personal: ['name'],
      events: shownEvents,
      actor: ['kind', 'id', 'agencyId'],
    }),
    present: (invitationId, { addressId: _, ...invitation }) => ({ invitationId, ...invitation }),
  });
