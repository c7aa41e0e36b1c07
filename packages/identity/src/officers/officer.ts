import { define, event, personal, type RecordedEventOf, refuse, text } from '@phananh/core';
import { sealed } from '@phananh/core/engine';
import {
  AgencyId,
  type AgencyState,
  notTheHead,
  OfficerId,
  type ReportActorKind,
  reportActorKinds,
} from '@phananh/core/reports';
import { z } from 'zod';
import { type Invitation, type Officer, unlessErased } from './entries.ts';
import {
  agencyRefusal,
  audienceOfAgency,
  byHead,
  type HeadRefusal,
  headRefusals,
  isOwnOfAgency,
  officerActing,
  sameForBoth,
} from './head-rule.ts';
import { officerKeyOf } from './key-of-officer.ts';

/**
 * An officer of an agency, by their actor id: a stream of its own. It alone says of which agency somebody is and whether they may act
 * for it, and each request asks it.
 */

const Role = z.enum(['officer', 'head']);
const name = personal(text(200)).optional();
const reason = text(500);

const officerEvents = {
  registered: event('Somebody is an officer of an agency.', {
    agencyId: AgencyId,
    role: Role,
    name: sealed(personal(text(200))).optional(),
  }),
  suspended: event('They may not act for the agency.', { reason }),
  restored: event('They may act for it again.', { reason: reason.optional() }),
  moved: event('They are an officer of another agency.', { agencyId: AgencyId, role: Role, reason }),
  appointed: event('They are a head of the agency.', {}),
  dismissed: event('They are a head no more.', { reason }),
} as const;

export interface OfficerTypes {
  readonly state: Officer;
  readonly events: typeof officerEvents;
  readonly phase: Officer['phase'];
  readonly actorKind: ReportActorKind;
  readonly audience: 'office' | 'agency';
  readonly field: 'officerId' | keyof Officer;
  readonly refusal: HeadRefusal | 'same-agency' | 'role-already' | 'not-yourself' | 'not-invited';
  readonly policy: undefined;
  readonly related: {
    readonly officer: Officer;
    readonly agency: AgencyState;
    readonly invitation: Invitation;
  };
}

const { command, creation, made, workflow } = define<OfficerTypes>();

const evolve = (
  officer: Officer | undefined,
  { type, data, metadata }: RecordedEventOf<typeof officerEvents>,
): Officer => {
  if (type === 'registered') {
    const { agencyId, role, name = null } = data;
    return { phase: 'active', agencyId, role, name, registeredAt: metadata.occurredAt };
  }
  if (officer === undefined) throw new TypeError('an officer begins with registered');
  switch (type) {
    case 'suspended':
      return { ...officer, phase: 'suspended' };
    case 'restored':
      return { ...officer, phase: 'active' };
    case 'moved':
      return { ...officer, agencyId: data.agencyId, role: data.role };
    case 'appointed':
      return { ...officer, role: 'head' };
    case 'dismissed':
      return { ...officer, role: 'officer' };
  }
};

const shown = ['officerId', 'phase', 'agencyId', 'role', 'name', 'registeredAt'] as const;
const shownEvents = {
  registered: ['agencyId', 'role', 'name'],
  suspended: ['reason'],
  restored: ['reason'],
  moved: ['agencyId', 'role', 'reason'],
  appointed: [],
  dismissed: ['reason'],
} as const;

export const officerWorkflow = workflow({
  name: 'officer',
  summary: 'An officer of an agency.',
  id: OfficerId,
  phases: { active: { summary: 'acts for the agency' }, suspended: { summary: 'may not act' } },
  actorKinds: reportActorKinds,
  events: officerEvents,
  commands: {
    register: creation({
      summary: 'Makes somebody an officer of an agency, by their actor id: for whom no invitation can find.',
      input: z.strictObject({
        officerId: OfficerId,
        agencyId: AgencyId,
        role: Role.default('officer'),
        name,
      }),
      example: { officerId: 'f0e4c2f7', agencyId: 'agency-hue-lighting', role: 'head' },
      by: ['operator', 'admin'],
      to: ['active'],
      emits: ['registered'],
      refuses: ['unknown-agency', 'agency-suspended'],
      idFrom: ({ officerId }) => officerId,
      reads: ({ agencyId }) => ({ agency: agencyId }),
      decide: ({ officerId: _, ...entry }, { related }) =>
        agencyRefusal(entry.agencyId, related('agency', entry.agencyId)) ?? made('registered', entry),
    }),
    join: creation({
      summary: 'Makes somebody an officer who has accepted an invitation.',
      input: z.strictObject({ officerId: OfficerId, invitationId: z.string() }),
      example: { officerId: 'f0e4c2f7', invitationId: 'e3b0c442' },
      by: ['system'],
      internal: true,
      to: ['active'],
      emits: ['registered'],
      refuses: ['not-invited'],
      idFrom: ({ officerId }) => officerId,
      reads: ({ invitationId }) => ({ invitation: invitationId }),
      decide: ({ officerId, invitationId }, { related }) => {
        const invitation = related('invitation', invitationId);
        if (invitation?.phase !== 'accepted' || invitation.acceptedBy !== officerId)
          return refuse('not-invited', `${officerId} has accepted no such invitation`);
        const { agencyId, role } = invitation;
        const name = unlessErased(invitation.name);
        return made('registered', {
          agencyId: AgencyId.parse(agencyId),
          role,
          ...(name !== null && { name }),
        });
      },
    }),
    suspend: command({
      summary: 'Lets the officer act no more, at once and on every host.',
      input: z.strictObject({ reason }),
      example: { reason: 'Nghỉ phép dài hạn' },
      by: byHead,
      from: ['active'],
      to: ['suspended'],
      emits: ['suspended'],
      refuses: ['not-the-head', 'not-yourself'],
      reads: (_, __, ___, actor) => ({ officer: officerActing(actor) }),
      decide: ({ agencyId }, input, { actor, id, related }) => {
        if (actor.id === id) return refuse('not-yourself', 'nobody suspends themselves');
        return notTheHead(agencyId, actor, related) ?? made('suspended', input);
      },
    }),
    restore: command({
      summary: 'Lets a suspended officer act again.',
      input: z.strictObject({ reason: reason.optional() }),
      example: {},
      by: byHead,
      from: ['suspended'],
      to: ['active'],
      emits: ['restored'],
      refuses: ['not-the-head'],
      reads: (_, __, ___, actor) => ({ officer: officerActing(actor) }),
      decide: ({ agencyId }, input, { actor, related }) =>
        notTheHead(agencyId, actor, related) ?? made('restored', input),
    }),
    move: command({
      summary: 'Makes them an officer of another agency.',
      input: z.strictObject({ agencyId: AgencyId, role: Role.default('officer'), reason }),
      example: { agencyId: 'agency-hue-parks', reason: 'Điều động' },
      by: ['operator', 'admin'],
      from: ['active', 'suspended'],
      emits: ['moved'],
      refuses: ['same-agency', 'unknown-agency', 'agency-suspended'],
      reads: ({ agencyId }) => ({ agency: agencyId }),
      decide: (officer, input, { related }) =>
        officer.agencyId === input.agencyId
          ? refuse('same-agency', `they are of ${input.agencyId} already`)
          : (agencyRefusal(input.agencyId, related('agency', input.agencyId)) ?? made('moved', input)),
    }),
    appoint: command({
      summary: 'Makes them a head: they invite and suspend officers of the agency, and hand reports to them.',
      input: z.strictObject({}),
      example: {},
      by: byHead,
      from: ['active'],
      emits: ['appointed'],
      refuses: ['not-the-head', 'role-already'],
      reads: (_, __, ___, actor) => ({ officer: officerActing(actor) }),
      decide: ({ agencyId, role }, _, { actor, related }) =>
        notTheHead(agencyId, actor, related) ??
        (role === 'head' ? refuse('role-already', 'they are a head already') : made('appointed', {})),
    }),
    dismiss: command({
      summary: 'Makes a head an officer like the others.',
      input: z.strictObject({ reason }),
      example: { reason: 'Hết nhiệm kỳ' },
      by: ['operator', 'admin'],
      from: ['active', 'suspended'],
      emits: ['dismissed'],
      refuses: ['role-already'],
      decide: ({ role }, input) =>
        role === 'officer' ? refuse('role-already', 'they are no head') : made('dismissed', input),
    }),
  },
  refusals: {
    ...headRefusals,
    'same-agency': {
      kind: 'invalid',
      title: { en: 'They are of this agency already', vi: 'Cán bộ đã thuộc cơ quan này' },
      help: 'A move names another agency.',
    },
    'role-already': {
      kind: 'conflict',
      title: { en: 'They have this role already', vi: 'Cán bộ đã giữ vai trò này' },
      help: 'A head is appointed once, and only a head is dismissed.',
    },
    'not-yourself': {
      kind: 'forbidden',
      title: { en: 'Nobody does this to themselves', vi: 'Không thể tự thực hiện với chính mình' },
      help: 'Another head, the centre or an admin suspends a head.',
    },
    'not-invited': {
      kind: 'forbidden',
      title: { en: 'They are not invited', vi: 'Không được mời' },
      help: 'Whoever joins an agency has accepted an invitation of it.',
    },
  },
  subjectOf: (_, officerId) => officerKeyOf(officerId),
  evolve,
  stateVersion: 2,
  isOwn: isOwnOfAgency,
  audienceOf: audienceOfAgency,
  fields: {
    officerId: { summary: 'Their actor id.' },
    phase: { summary: 'Whether they may act for the agency.' },
    agencyId: { summary: 'Of which agency they are.' },
    role: { summary: 'Head or officer.' },
    name: { summary: 'What the agency calls them.', personal: true },
    registeredAt: { summary: 'Since when they are registered.' },
  },
  views: sameForBoth({
    state: shown,
    personal: ['name'],
    events: shownEvents,
    actor: ['kind', 'id', 'agencyId'],
  }),
  present: (officerId, officer) => ({ officerId, ...officer }),
});
