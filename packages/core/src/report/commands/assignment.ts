import { z } from 'zod';
import { type Refusal, refuse, text } from '../../engine/index.ts';
import { calendarNamed, runningClock } from '../../sla/index.ts';
import { type AgencyState, calendarOfAgency } from '../agency.ts';
import type { ReportRefusal } from '../refusals.ts';
import { type ClockGround, isAskedTooLate, withClocks } from '../rules.ts';
import type { ReportState } from '../state.ts';
import { command, event, type ReportContext } from '../types.ts';
import * as v from '../values.ts';

/** The agency must be registered and active. */
export const agencyRefusal = (
  agency: AgencyState | undefined,
  agencyId: string,
): Refusal<ReportRefusal> | undefined => {
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
  const assigned = event('assigned', {
    ...input,
    binding,
    round: report.round,
    ...(previous !== undefined && { previousAgencyId: v.AgencyId.parse(previous) }),
  });
  return withClocks(report, assigned, onAgencysDays(context));
};

/** The ground of an assignment: with the calendar on which the agency that gets the report works now. */
export const onAgencysDays = ({
  related: { agency },
  now,
  policy,
}: Pick<ReportContext, 'now' | 'policy' | 'related'>): ClockGround => {
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
  when: (report, { policy }) =>
    report.phase === 'verified' && report.returns >= policy.returnsBeforeDecision
      ? refuse('competence-decision-required', `the report was returned ${report.returns} times`, {
          returns: report.returns,
        })
      : undefined,
  reads: ({ agencyId }) => ({ agency: agencyId }),
  decide: (report, input, context) => {
    const refusal = agencyRefusal(context.related.agency, input.agencyId);
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
  when: ({ assignment: current }) =>
    current?.acceptedAt == null
      ? undefined
      : refuse('already-accepted', `accepted at ${current.acceptedAt} already`),
  decide: (_, input) => event('accepted', input),
});

export const returnReport = command({
  summary: 'Gives the report back to the centre: not ours.',
  input: z.strictObject({ reason: text(), proposedAgencyId: v.AgencyId.optional() }),
  example: { reason: 'Đường do Sở Xây dựng quản lý' },
  by: ['agency'],
  from: ['assigned'],
  to: ['verified'],
  emits: ['returned'],
  when: ({ assignment: current }) =>
    current?.binding === true
      ? refuse('binding-assignment', 'the centre decided that the agency is competent')
      : undefined,
  decide: (report, input, context) =>
    withClocks(
      report,
      event('returned', { ...input, agencyId: v.AgencyId.parse(report.assignment?.agencyId) }),
      context,
    ),
});

export const decideCompetence = command({
  summary: 'Decides which agency is competent; it cannot return the report.',
  input: z.strictObject({ agencyId: v.AgencyId, note: text() }),
  example: { agencyId: 'agency-hue-lighting', note: 'Theo quyết định phân cấp' },
  by: ['operator'],
  from: ['verified'],
  to: ['assigned'],
  emits: ['assigned'],
  when: ({ returns }) =>
    returns === 0 ? refuse('never-returned', 'no agency has returned the report') : undefined,
  reads: ({ agencyId }) => ({ agency: agencyId }),
  decide: (report, input, context) =>
    agencyRefusal(context.related.agency, input.agencyId) ?? assignment(report, input, true, context),
});

export const requestExtension = command({
  summary: 'Asks for more working days, before the due moment.',
  input: z.strictObject({ workingDays: v.WorkingDays, reason: text() }),
  example: { workingDays: 3, reason: 'Chờ vật tư thay thế' },
  by: ['agency'],
  from: ['assigned'],
  emits: ['extension-requested'],
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
    event('extension-requested', { ...input, afterDue: isAskedTooLate(report, context) }),
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
  when: pendingOnly,
  decide: (report, { override, ...input }, context) => {
    const pending = report.pendingExtension;
    if (pending === null) return refuse('no-extension-pending', 'no extension is asked for');
    const { afterDue } = pending;
    if (afterDue && override !== true) {
      return refuse('override-required', 'the request came after the due moment: the round stays late');
    }
    const workingDays = input.workingDays ?? pending.workingDays;
    return withClocks(report, event('extension-granted', { ...input, workingDays, afterDue }), context);
  },
});

export const denyExtension = command({
  summary: 'Denies the extension.',
  input: z.strictObject({ reason: text() }),
  example: { reason: 'Vật tư đã có sẵn' },
  by: ['operator'],
  from: ['assigned'],
  emits: ['extension-denied'],
  when: pendingOnly,
  decide: (_, input) => event('extension-denied', input),
});

export const merge = command({
  summary: 'Handles the report with another one, which absorbs it.',
  input: z.strictObject({ into: v.ReportId }),
  example: { into: '01890a5d-ac96-774b-bcce-b302099a8057' },
  by: ['operator'],
  from: ['submitted', 'verified', 'assigned'],
  to: ['merged'],
  emits: ['merged'],
  reads: ({ into }) => ({ report: into }),
  decide: (report, { into }, context) => {
    if (into === context.id) return refuse('merge-into-itself', 'name another report');
    const target = context.related.report;
    if (target === undefined || ['closed', 'rejected', 'merged', 'withdrawn'].includes(target.phase)) {
      return refuse(
        'merge-target',
        `the report ${into} ${target === undefined ? 'does not exist' : `is ${target.phase}`}`,
        {
          into,
          phase: target?.phase ?? null,
        },
      );
    }
    return withClocks(report, event('merged', { into }), context);
  },
});

export const absorb = command({
  summary: 'Notes that another report was merged into this one.',
  input: z.strictObject({ reportId: v.ReportId }),
  example: { reportId: '01890a5d-ac96-774b-bcce-b302099a8057' },
  by: ['system'],
  from: 'any',
  internal: true,
  emits: ['absorbed'],
  decide: (_, input) => event('absorbed', input),
});
