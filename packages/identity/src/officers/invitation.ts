import { define, event, instant, personal, type RecordedEventOf, refuse, text } from '@phananh/core';
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
import { type HeadRefusal, headRefusals, registeredAgencyRefusal } from './head-rule.ts';

/**
 * An invitation of somebody by their e-mail, to be an officer of an agency: a stream of its own, whose id follows from the address. The
 * address itself stands nowhere.
 */

const InvitationId = z.string().regex(/^[0-9a-f]{64}$/, 'not the id of an invitation');
const Role = z.enum(['officer', 'head']);
const name = personal(text(200)).optional();
const days = z.int().min(1).max(90).default(14);

const invited = { agencyId: AgencyId, role: Role, name, expiresAt: instant() };

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
  readonly field: 'invitationId' | keyof Invitation;
  readonly refusal: HeadRefusal | 'invitation-over' | 'no-addresses' | 'invited-already';
  readonly policy: undefined;
  readonly related: { readonly officer: Officer; readonly agency: AgencyState };
}

const { command, creation, made, workflow } = define<InvitationTypes>();

const evolve = (
  invitation: Invitation | undefined,
  { type, data }: RecordedEventOf<typeof invitationEvents>,
): Invitation => {
  if (type === 'invited') {
    const { name = null, ...rest } = data;
    return { phase: 'open', ...rest, name, acceptedBy: null };
  }
  if (invitation === undefined) throw new TypeError('an invitation begins with invited');
  return type === 'accepted'
    ? { ...invitation, phase: 'accepted', acceptedBy: data.officerId }
    : { ...invitation, phase: 'withdrawn' };
};

const byHead = ['agency', 'operator', 'admin'] as const;
const Input = z.strictObject({ agencyId: AgencyId, role: Role.default('officer'), name, days });
const email = personal(z.email().max(254));
const dayMilliseconds = 86_400_000;

const opened = ({ days, ...entry }: z.output<typeof Input>, now: string) =>
  made('invited', {
    ...entry,
    expiresAt: new Date(Date.parse(now) + days * dayMilliseconds).toISOString(),
  });

const shown = ['invitationId', 'phase', 'agencyId', 'role', 'name', 'expiresAt', 'acceptedBy'] as const;
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
        input: Input.extend({ email }),
        example: { email: 'an.nguyen@hue.gov.vn', agencyId: 'agency-hue-lighting' },
        by: byHead,
        to: ['open'],
        emits: ['invited'],
        refuses: ['not-the-head', 'unknown-agency', 'no-addresses'],
        idFrom: ({ email }) => addressIds?.(email) ?? '0'.repeat(64),
        reads: ({ agencyId }, _, actor) => ({
          agency: agencyId,
          officer: actor.kind === 'agency' ? actor.id : undefined,
        }),
        decide: ({ email: _, ...entry }, { now, actor, related }) =>
          addressIds === undefined
            ? refuse('no-addresses', 'this host has no secret for the ids of people')
            : (registeredAgencyRefusal(entry.agencyId, related('agency', entry.agencyId)) ??
              notTheHead(entry.agencyId, actor, related) ??
              opened(entry, now)),
      }),
      'invite-again': command({
        summary:
          'Invites them once more: after the invitation has expired, was withdrawn, or for another agency.',
        input: Input,
        example: { agencyId: 'agency-hue-lighting' },
        by: byHead,
        from: 'any',
        relation: 'any',
        to: ['open'],
        emits: ['invited'],
        refuses: ['not-the-head', 'unknown-agency', 'invited-already'],
        when: ({ phase, expiresAt, agencyId }, { now, actor }) =>
          phase === 'open' && now < expiresAt && actor.kind === 'agency' && actor.agencyId !== agencyId
            ? refuse('invited-already', 'another agency has invited them')
            : undefined,
        reads: ({ agencyId }, _, __, actor) => ({
          agency: agencyId,
          officer: actor.kind === 'agency' ? actor.id : undefined,
        }),
        decide: (_, entry, { now, actor, related }) =>
          registeredAgencyRefusal(entry.agencyId, related('agency', entry.agencyId)) ??
          notTheHead(entry.agencyId, actor, related) ??
          opened(entry, now),
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
        reads: (_, __, ___, actor) => ({ officer: actor.kind === 'agency' ? actor.id : undefined }),
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
      'invited-already': {
        kind: 'conflict',
        title: { en: 'They are invited already', vi: 'Đã có lời mời khác' },
        help: 'Another agency has an open invitation for this address. It ends when it is withdrawn, or expires.',
      },
      'no-addresses': {
        kind: 'conflict',
        title: { en: 'Nobody can be invited here', vi: 'Không thể mời tại đây' },
        help: 'Whom an invitation is for is known by a secret that the hosts of one log share: the configuration names its file. `register` takes an actor id in its stead.',
      },
    },
    evolve,
    stateVersion: 1,
    isOwn: ({ agencyId }, actor) => actor.kind !== 'agency' || actor.agencyId === agencyId,
    audienceOf: ({ agencyId }, actor) => {
      if (actor === undefined) return undefined;
      if (actor.kind === 'agency') return actor.agencyId === agencyId ? 'agency' : undefined;
      return ['operator', 'admin', 'auditor', 'system'].includes(actor.kind) ? 'office' : undefined;
    },
    fields: {
      invitationId: { summary: 'The id, which follows from the address.' },
      phase: { summary: 'Whether it waits.' },
      agencyId: { summary: 'Of which agency.' },
      role: { summary: 'As head or officer.' },
      name: { summary: 'What the agency calls them.', personal: true },
      expiresAt: { summary: 'Until when it can be accepted.' },
      acceptedBy: { summary: 'Who is registered by it.' },
    },
    views: {
      office: { state: shown, personal: ['name'], events: shownEvents, actor: ['kind', 'id', 'agencyId'] },
      agency: { state: shown, personal: ['name'], events: shownEvents, actor: ['kind', 'id', 'agencyId'] },
    },
    present: (invitationId, invitation) => ({ invitationId, ...invitation }),
  });
