import { z } from 'zod';
import { refuse, text } from '../../engine/index.ts';
import { applyClockChanges, calendarNamed, runningClock } from '../../sla/index.ts';
import { type AgencyState, calendarOfAgency } from '../agency.ts';
import type { ReportEvent } from '../events.ts';
import { notTheHead, type OfficerEntry } from '../officer-entry.ts';
import { type ClockGround, isAskedTooLate, withClocks } from '../rules.ts';
import type { ReportState } from '../state.ts';
import { command, made, type ReportContext } from '../types.ts';
import * as v from '../values.ts';

/** Each agency, the one that gets the report and those that support it, must be registered and active. */
export const agencyRefusal = (agencies: readonly string[], related: ReportContext['related']) => {
  for (const each of agencies) {
    const refusal = refusalOf(related('agency', each), each);
    if (refusal !== undefined) return refusal;
  }
  return undefined;
};

const refusalOf = (agency: AgencyState | undefined, agencyId: string) => {
  if (agency === undefined) return refuse('unknown-agency', `there is no agency ${agencyId}`, { agencyId });
  if (agency.phase === 'suspended')
    return refuse('agency-suspended', `${agencyId} is suspended`, { agencyId });
  return undefined;
};

interface Assignment {
  readonly agencyId: z.output<typeof v.AgencyId>;
  readonly supporting?: z.output<typeof v.AgencyId>[] | undefined;
  readonly note?: string | undefined;
}

/** The report goes to an agency in its present round; one that had it loses it, and its clock ends without a verdict. */
const assignment = (report: ReportState, input: Assignment, binding: boolean, context: ReportContext) => {
  const previous = report.assignment?.agencyId;
  const assigned = made('assigned', {
    ...input,
    binding,
    round: report.round,
    ...(previous !== undefined && { previousAgencyId: v.AgencyId.parse(previous) }),
  });
  return withClocks(report, assigned, onAgencysDays(context.related('agency', input.agencyId), context));
};

/** The ground of an assignment: with the calendar on which the agency that gets the report works now. */
export const onAgencysDays = (
  agency: AgencyState | undefined,
  { now, policy }: Pick<ReportContext, 'now' | 'policy'>,
): ClockGround => {
  const id = agency && calendarOfAgency(agency, policy.calendar.dayOf(now));
  return { now, policy, ...(id != null && { agencyCalendar: calendarNamed(policy, id) }) };
};

export const assign = command({
  summary: 'Gives the report to an agency, or to another one with a reason in the note.',
  input: z.strictObject({
    agencyId: v.AgencyId,
    supporting: v.SupportingAgencies.optional(),
    note: text().optional(),
  }),
  example: { agencyId: 'agency-hue-lighting' },
  by: ['operator'],
  from: ['verified', 'assigned'],
  to: ['assigned'],
  emits: ['assigned'],
  refuses: [
    'competence-decision-required',
    'supports-itself',
    'unknown-agency',
    'agency-suspended',
    'already-assigned',
    'reason-required',
  ],
  when: (report, { policy }) =>
    report.phase === 'verified' && report.returns >= policy.returnsBeforeDecision
      ? refuse('competence-decision-required', `the report was returned ${report.returns} times`, {
          returns: report.returns,
        })
      : undefined,
  reads: ({ agencyId, supporting = [] }) => ({ agency: [agencyId, ...supporting] }),
  decide: (report, input, context) => {
    const { agencyId, supporting = [] } = input;
    if (supporting.some((each) => each === agencyId)) {
      return refuse('supports-itself', `${agencyId} has the report: it cannot support itself`, { agencyId });
    }
    const refusal = agencyRefusal([agencyId, ...supporting], context.related);
    if (refusal !== undefined) return refusal;
    if (report.phase === 'assigned') {
      if (report.assignment?.agencyId === input.agencyId) {
        return refuse('already-assigned', `${input.agencyId} has the report already`);
      }
      if (input.note === undefined) {
        return refuse('reason-required', 'a reassignment needs its reason in the note', { field: 'note' });
      }
    }
    return assignment(report, input, false, context);
  },
});

export const accept = command({
  summary: 'Takes the report for the agency.',
  input: z.strictObject({ officer: text(200).optional() }),
  example: { officer: 'Tổ kỹ thuật 2' },
  by: ['agency'],
  from: ['assigned'],
  emits: ['accepted'],
  refuses: ['already-accepted'],
  when: ({ assignment: current }) =>
    current?.acceptedAt == null
      ? undefined
      : refuse('already-accepted', `accepted at ${current.acceptedAt} already`),
  decide: (_, input) => made('accepted', input),
});

const officerRefusal = (officer: OfficerEntry | undefined, agencyId: string, id: string) => {
  if (officer?.agencyId !== agencyId)
    return refuse('unknown-officer', `${agencyId} has no officer ${id}`, { officer: id, agencyId });
  if (officer.phase === 'suspended')
    return refuse('officer-suspended', `${id} is suspended`, { officer: id });
  return undefined;
};

/**
 * @param registry whether officers are registered beside reports. Then a head hands over, to an active officer of the agency, and an append
 *   beside which either of them was suspended is refused. Without one nobody knows who is a head: any officer of the agency does it.
 */
export const handOver = (registry: boolean) =>
  command({
    summary: 'Gives the report to an officer of the agency that has it.',
    input: z.strictObject({ officer: v.OfficerId, note: text().optional() }),
    example: { officer: 'f0e4c2f7', note: 'Phụ trách địa bàn Thuận Hóa' },
    by: ['agency'],
    from: ['assigned'],
    emits: ['handed-over'],
    refuses: ['not-the-head', 'unknown-officer', 'officer-suspended', 'handed-over-already'],
    reads: ({ officer }, _, __, actor) => ({ officer: registry ? [actor.id, officer] : undefined }),
    decide: ({ assignment: current }, input, { actor, related }) => {
      const agencyId = current?.agencyId ?? '';
      const refusal = registry
        ? (notTheHead(agencyId, actor, related) ??
          officerRefusal(related('officer', input.officer), agencyId, input.officer))
        : undefined;
      if (refusal !== undefined) return refusal;
      return current?.officer === input.officer
        ? refuse('handed-over-already', `${input.officer} has the report already`)
        : made('handed-over', input);
    },
  });

export const returnReport = command({
  summary: 'Gives the report back to the centre: not ours.',
  input: z.strictObject({ reason: text(), proposedAgencyId: v.AgencyId.optional() }),
  example: { reason: 'Đường do Sở Xây dựng quản lý' },
  by: ['agency'],
  from: ['assigned'],
  to: ['verified'],
  emits: ['returned'],
  refuses: ['binding-assignment'],
  when: ({ assignment: current }) =>
    current?.binding === true
      ? refuse('binding-assignment', 'the centre decided that the agency is competent')
      : undefined,
  decide: (report, input, context) =>
    withClocks(
      report,
      made('returned', { ...input, agencyId: v.AgencyId.parse(report.assignment?.agencyId) }),
      context,
    ),
});

/** The report leaves an agency at the centre's word. Its clock ends as with a return, and it is no return of the agency's. */
export const recallFrom = (
  report: ReportState,
  before: Extract<ReportEvent, { type: 'unmerged' }>,
  agencyId: string,
  context: ReportContext,
) => {
  const unmerged = { ...report, clocks: applyClockChanges(report.clocks, before.data.clocks) };
  return recalled(unmerged, agencyId, 'the agency was suspended while the report was merged', context);
};

const recalled = (report: ReportState, agencyId: string, reason: string, context: ReportContext) =>
  withClocks(report, made('recalled', { agencyId: v.AgencyId.parse(agencyId), reason }), context);

export const recall = command({
  summary: 'Takes the report back from an agency that had been suspended when it was assigned.',
  input: z.strictObject({
    agencyId: v.AgencyId,
    reason: text(),
    /** Of the event that assigned it. */
    revision: z.int().min(0),
  }),
  example: { agencyId: 'agency-hue-lighting', reason: 'Cơ quan đã tạm ngừng tiếp nhận', revision: 2 },
  by: ['system'],
  from: ['assigned'],
  internal: true,
  to: ['verified', 'assigned'],
  emits: ['recalled'],
  refuses: ['assigned-anew'],
  decide: (report, { agencyId, reason, revision }, context) => {
    const current = report.assignment;
    const has = current?.agencyId === agencyId || current?.supporting.includes(agencyId) === true;
    return has && current?.revision === revision
      ? recalled(report, agencyId, reason, context)
      : refuse('assigned-anew', `${agencyId} has not the report by that assignment`);
  },
});

export const decideCompetence = command({
  summary: 'Decides which agency is competent; it cannot return the report.',
  input: z.strictObject({ agencyId: v.AgencyId, note: text() }),
  example: { agencyId: 'agency-hue-lighting', note: 'Theo quyết định phân cấp' },
  by: ['operator'],
  from: ['verified'],
  to: ['assigned'],
  emits: ['assigned'],
  refuses: ['never-returned', 'unknown-agency', 'agency-suspended'],
  when: ({ returns }) =>
    returns === 0 ? refuse('never-returned', 'no agency has returned the report') : undefined,
  reads: ({ agencyId }) => ({ agency: agencyId }),
  decide: (report, input, context) =>
    agencyRefusal([input.agencyId], context.related) ?? assignment(report, input, true, context),
});

export const requestExtension = command({
  summary: 'Asks for more working days, before the due moment.',
  input: z.strictObject({ workingDays: v.WorkingDays, reason: text() }),
  example: { workingDays: 3, reason: 'Chờ vật tư thay thế' },
  by: ['agency'],
  from: ['assigned'],
  emits: ['extension-requested'],
  refuses: ['extension-pending', 'no-term'],
  when: (report) => {
    if (report.pendingExtension !== null) {
      return refuse(
        'extension-pending',
        `${report.pendingExtension.workingDays} working days are asked for already`,
      );
    }
    return runningClock(report, 'overall')?.due == null
      ? refuse('no-term', 'no term runs that could be extended')
      : undefined;
  },
  decide: (report, input, context) =>
    made('extension-requested', { ...input, afterDue: isAskedTooLate(report, context) }),
});

const pendingOnly = ({ pendingExtension }: ReportState) =>
  pendingExtension === null ? refuse('no-extension-pending', 'no extension is asked for') : undefined;

export const grantExtension = command({
  summary: 'Grants the extension; as many working days as asked for unless it names another number.',
  input: z.strictObject({
    workingDays: v.WorkingDays.optional(),
    reason: text().optional(),
    override: z.boolean().optional(),
  }),
  example: { workingDays: 2 },
  by: ['operator'],
  from: ['assigned'],
  emits: ['extension-granted'],
  refuses: ['no-extension-pending', 'override-required'],
  when: pendingOnly,
  decide: (report, { override, ...input }, context) => {
    const pending = report.pendingExtension;
    if (pending === null) return refuse('no-extension-pending', 'no extension is asked for');
    const { afterDue } = pending;
    if (afterDue && override !== true) {
      return refuse('override-required', 'the request came after the due moment: the round stays late');
    }
    const workingDays = input.workingDays ?? pending.workingDays;
    return withClocks(report, made('extension-granted', { ...input, workingDays, afterDue }), context);
  },
});

export const denyExtension = command({
  summary: 'Denies the extension.',
  input: z.strictObject({ reason: text() }),
  example: { reason: 'Vật tư đã có sẵn' },
  by: ['operator'],
  from: ['assigned'],
  emits: ['extension-denied'],
  refuses: ['no-extension-pending'],
  when: pendingOnly,
  decide: (_, input) => made('extension-denied', input),
});
