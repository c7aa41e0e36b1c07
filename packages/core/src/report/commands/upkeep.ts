import { z } from 'zod';
import { type Redaction, refuse, text } from '../../engine/index.ts';
import {
  calendarOf,
  isOlderVersion,
  isPast,
  momentOf,
  type RungKind,
  runningClock,
  startNameOf,
} from '../../sla/index.ts';
import { attachmentRefusal, attachmentsRead } from '../attaching.ts';
import { hasItem } from '../long-list.ts';
import { mostErasedAtOnce, pagesOf, personalPointersOf } from '../personal-of.ts';
import { openPhases } from '../phases.ts';
import { ClockName, type Recipient } from '../policy.ts';
import { reDated } from '../re-dating.ts';
import { hiddenIn, type Redacted, redactableFields } from '../redactable.ts';
import { withClocks } from '../rules.ts';
import type { ReportState } from '../state.ts';
import { firedAs } from '../timers.ts';
import { command, made, type ReportContext } from '../types.ts';
import * as v from '../values.ts';

export const reclassify = command({
  summary:
    'Changes the classification. Open clocks are dated anew from their original start; lateness stays.',
  input: z.strictObject({
    category: v.Name.optional(),
    procedure: v.Name.optional(),
    priority: v.Priority.optional(),
    reason: text(),
  }),
  example: { procedure: 'penalty', reason: 'Có dấu hiệu vi phạm hành chính' },
  by: ['operator'],
  from: ['submitted', 'verified', 'assigned', 'resolved'],
  emits: ['reclassified'],
  refuses: ['nothing-changes'],
  decide: (report, input, context) => {
    const { category, procedure, priority } = input;
    const same =
      (category === undefined || category === report.category) &&
      (procedure === undefined || procedure === report.procedure) &&
      (priority === undefined || priority === report.priority);
    if (same) return refuse('nothing-changes', 'the report has this classification already');
    return withClocks(report, made('reclassified', input), context);
  },
});

export const addAttachments = command({
  summary:
    'Adds photos or videos that came another way, or later than the report: from the system that it was imported from, by post.',
  input: z.strictObject({ attachments: v.GivenAttachments.min(1) }),
  example: { attachments: ['a'.repeat(64)] },
  by: ['operator', 'admin', 'system'],
  from: 'any',
  emits: ['attachments-added'],
  refuses: ['unknown-attachment', 'attachment-expired'],
  reads: attachmentsRead,
  decide: (_, input, context) => attachmentRefusal(input, context) ?? made('attachments-added', input),
});

export const redact = command({
  summary: `Hides a field in every view: ${redactableFields.join(', ')}; with \`revision\`, in one event only; with \`attachment\`, one photo wherever it stands; with \`destroy\`, what was encrypted of it is destroyed for good.`,
  input: z.strictObject({
    field: z.string().min(1).max(100),
    revision: z.int().min(0).optional(),
    attachment: v.AttachmentId.optional(),
    reason: text(),
    /** What was encrypted of it is destroyed, and nobody can bring it back: it is hidden, and gone from the log. */
    destroy: z.boolean().optional(),
  }),
  example: { field: 'text', reason: 'Có thông tin cá nhân của người khác' },
  by: ['operator', 'admin'],
  from: 'any',
  emits: ['redacted', 'personal-data-erased'],
  refuses: ['unknown-field', 'unknown-revision', 'nothing-changes', 'not-encrypted', 'no-key-of-its-own'],
  destroys: ({ destroy }) => destroy === true,
  decide: ({ redactions, redactable }, { destroy, ...input }, context) => {
    const { field, revision, attachment } = input;
    if (!redactableFields.includes(field) || (attachment !== undefined && field !== 'attachments')) {
      return refuse('unknown-field', `${field} is not a field that can be hidden`, {
        fields: redactableFields,
      });
    }
    const carrying = redactable[field] ?? [];
    if (revision !== undefined && !hasItem(carrying, revision)) {
      return refuse('unknown-revision', `no event of revision ${revision} has the field ${field}`, {
        field,
        revision,
        // Those that it may have meant: the last ones.
        revisions: carrying.flat().slice(-20),
      });
    }
    if (destroy === true) return destroyed(input, context);
    const isDone = (done: Redaction): boolean =>
      done.field === field &&
      (done.item === undefined ? [undefined, revision].includes(done.revision) : done.item === attachment);
    if (redactions.some(isDone)) {
      return refuse('nothing-changes', `${field} is hidden already`);
    }
    return made('redacted', input);
  },
});

/** Hides a field and destroys what was encrypted of it: a host that has the keys does when it reads the event. */
const destroyed = (
  input: Omit<Redacted, 'destroy'>,
  { history, destroyable }: Pick<ReportContext, 'history' | 'destroyable'>,
) => {
  const found = history.flatMap((event) => {
    const hidden = hiddenIn(event, input);
    const pointers = personalPointersOf(event).filter((pointer) => hidden.includes(pointer));
    return pointers.length === 0 ? [] : [{ revision: event.revision, pointers }];
  });
  if (found.length === 0)
    return refuse('not-encrypted', `nothing of ${input.field} is encrypted, or it was destroyed before`);
  const together = found.filter(({ revision, pointers }) =>
    pointers.some((pointer) => destroyable.get(revision)?.includes(pointer) !== true),
  );
  if (together.length > 0)
    return refuse('no-key-of-its-own', `${input.field} has no key that could be destroyed without others`, {
      revisions: together.slice(-20).map(({ revision }) => revision),
    });
  return [
    made('redacted', { ...input, destroy: true }),
    ...pagesOf(found, mostErasedAtOnce).map((page) =>
      made('personal-data-erased', {
        revisions: page.map(({ revision }) => revision),
        fields: [...new Set(page.flatMap(({ pointers }) => pointers))],
      }),
    ),
  ];
};

export const close = command({
  summary: 'Closes the report when the time for rating and dispute is over.',
  input: z.strictObject({}),
  example: {},
  by: ['system', 'operator'],
  from: ['published'],
  to: ['closed'],
  emits: ['closed'],
  refuses: ['window-open'],
  when: ({ publication }, { now }) =>
    publication !== null && isPast(publication.windowEnds, now)
      ? undefined
      : refuse(
          'window-open',
          `the citizen may rate and dispute until the end of ${publication?.windowEnds.day ?? 'the window'}`,
        ),
  decide: () => made('closed', {}),
});

const RungInput = z.strictObject({
  clock: ClockName,
  rung: v.RungName,
  /** The round, and which start of the clock in it, from 0. Absent: the clock that runs. */
  round: z.int().min(1).optional(),
  start: z.int().min(0).optional(),
});
const example = { clock: 'overall', rung: 'one-day-before' } as const;

/** Why the moment of a rung is not there. */
const rungRefusals = ['no-term', 'clock-paused', 'unknown-rung', 'rung-fired', 'not-due-yet'] as const;

/** What the event of a rung says and whom it is for, when its moment has come and it has not fired; else why not. */
export const rungOf = (
  report: ReportState,
  { clock: name, rung, ...meant }: z.output<typeof RungInput>,
  kind: RungKind,
  { now, policy }: Pick<ReportContext, 'now' | 'policy'>,
) => {
  const clock = runningClock(report, name);
  if (clock?.due == null) return refuse('no-term', `no clock ${name} runs`);
  const start = startNameOf(report.clocks, clock);
  if ((meant.round ?? start.round) !== start.round || (meant.start ?? start.start) !== start.start)
    return refuse('no-term', `${name} was started anew since`, { ...start });
  if (clock.pausedAt !== null) return refuse('clock-paused', `${name} is paused since ${clock.pausedAt}`);
  const found = policy.clocks[name].rungs.find((known) => known.kind === kind && known.rung === rung);
  if (found === undefined) return refuse('unknown-rung', `the policy has no rung ${kind} ${rung} of ${name}`);
  if (clock.rungs.includes(firedAs(found))) return refuse('rung-fired', `${rung} has fired already`);
  const scheduledAt = momentOf(policy, clock, found);
  if (scheduledAt === undefined) return refuse('no-term', `${rung} does not come for this clock ${name}`);
  if (scheduledAt > now) return refuse('not-due-yet', `${rung} of ${name} comes at ${scheduledAt}`);
  return {
    fact: { ...start, rung, dueAt: clock.due.at, scheduledAt },
    // Of a report that no agency has, it is the centre that is told.
    to: report.assignment === null ? atTheCentre[found.to] : found.to,
  };
};

const atTheCentre = {
  agency: 'centre',
  'agency-head': 'centre-head',
  centre: 'centre',
  'centre-head': 'centre-head',
} as const satisfies { readonly [R in Recipient]: Recipient };

export const remind = command({
  summary: 'Records that a reminder before a due moment went out. Each rung once per clock.',
  input: RungInput,
  example,
  by: ['system'],
  from: openPhases,
  emits: ['reminded'],
  refuses: rungRefusals,
  decide: (report, input, context) => {
    const found = rungOf(report, input, 'remind', context);
    return 'refused' in found ? found : made('reminded', { ...found.fact, to: found.to });
  },
});

export const markOverdue = command({
  summary: 'Records that a due moment has passed. The verdict does not wait for it.',
  input: RungInput,
  example: { clock: 'overall', rung: 'overdue' },
  by: ['system'],
  from: openPhases,
  emits: ['overdue-marked'],
  refuses: rungRefusals,
  decide: (report, input, context) => {
    const found = rungOf(report, input, 'overdue', context);
    return 'refused' in found ? found : made('overdue-marked', found.fact);
  },
});

export const escalate = command({
  summary: 'Records that a superior was told. Each rung once per clock.',
  input: RungInput,
  example: { clock: 'overall', rung: 'centre-head' },
  by: ['system'],
  from: openPhases,
  emits: ['escalated'],
  refuses: rungRefusals,
  decide: (report, input, context) => {
    const found = rungOf(report, input, 'escalate', context);
    return 'refused' in found ? found : made('escalated', { ...found.fact, to: found.to });
  },
});

/** What the event of a re-dating says, where a clock would move and whoever asks may move it; else why not. */
export const reDatingOf = (
  report: ReportState,
  { clock: name, reason }: { readonly clock: ClockName; readonly reason: string },
  context: Pick<ReportContext, 'now' | 'policy'> & { readonly byItself: boolean },
) => {
  const clock = runningClock(report, name);
  if (clock?.due == null || clock.term === null) return refuse('no-term', `no clock ${name} of ours runs`);
  const inForce = calendarOf(context.policy, clock.due);
  if (isOlderVersion(inForce.version, clock.due.calendar ?? '')) {
    return refuse('calendar-older', `${inForce.version} is older than ${clock.due.calendar}`, {
      calendar: inForce.version,
      datedOn: clock.due.calendar,
    });
  }
  const moved = reDated(report, clock, context);
  if (moved === undefined) return refuse('nothing-changes', `${name} is due on ${clock.due.day} still`);
  if (moved.newDue.at < moved.oldDue.at && context.byItself) {
    return refuse(
      'earlier-needs-operator',
      `${name} would move from ${clock.due.day} to ${moved.newDue.day}`,
    );
  }
  return { clock: name, calendar: moved.newDue.calendar ?? inForce.version, reason, ...moved };
};

export const reDate = command({
  summary: "Dates an open clock anew from its original start on today's calendar.",
  input: z.strictObject({ clock: ClockName, reason: text() }),
  example: { clock: 'overall', reason: 'Ngày nghỉ bù được công bố bổ sung' },
  by: ['system', 'admin'],
  from: openPhases,
  emits: ['re-dated'],
  refuses: ['no-term', 'calendar-older', 'nothing-changes', 'earlier-needs-operator'],
  decide: (report, input, context) => {
    const found = reDatingOf(report, input, { ...context, byItself: context.actor.kind === 'system' });
    return 'refused' in found ? found : made('re-dated', found);
  },
});
