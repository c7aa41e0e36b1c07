import type { Compensation, Reaction, Reads, RelatedSubjects, Workflow } from '../engine/index.ts';
import { canAbsorb, hidesOfRejection } from './commands/merging.ts';
import type { Redacted } from './redactable.ts';
import type { ReportState } from './state.ts';
import type { ReportTypes } from './types.ts';

/** What the events of one report mean for others: the commands that the process manager gives. */

const give = (id: string, command: string, input: Reaction['input']): Reaction => ({
  workflow: 'report',
  id,
  command,
  input,
});

const toEach = ({ absorbed }: ReportState, command: string, input: Reaction['input']): readonly Reaction[] =>
  absorbed.map((id) => give(id, command, input));

const withdrawn = 'the report that it was merged into was withdrawn';
const raced = 'the report that it was merged into had ended or was merged itself when the merge was recorded';
const suspended = 'the agency was suspended when the assignment was recorded';

/** Tells each attachment that a report names it. Those of a log from before uploads were recorded are not there. */
const attaching = {
  gives: { attachment: ['attach'] },
  commands: (
    {
      data: { attachments = [] },
    }: { readonly data: { readonly attachments?: readonly string[] | undefined } },
    reportId: string,
  ): readonly Reaction[] =>
    attachments.map((id) => ({
      workflow: 'attachment',
      id,
      command: 'attach',
      input: { reportId },
      unlessMissing: true,
    })),
};

const withdrawCopies = {
  workflow: 'attachment',
  command: 'withdraw-copies',
  unlessMissing: true,
} as const;

/** The photos that nobody is shown any more: hidden where they were given, not only where they were published. */
const hiddenAttachments = (
  { attachments, resolution, publication, disputes }: ReportState,
  { field, revision, attachment }: Redacted,
): readonly string[] => {
  if (field !== 'attachments') return [];
  if (attachment !== undefined) return [attachment];
  const given = [
    ...attachments,
    // Those that were shown in place of others.
    ...(publication?.attachments.filter(({ revision }) => revision !== publication.revision) ?? []),
    ...[...(resolution === null ? [] : [resolution]), ...disputes].flatMap((one) =>
      one.attachments.map((id) => ({ id, revision: one.revision })),
    ),
  ];
  return given.filter((one) => revision === undefined || one.revision === revision).map(({ id }) => id);
};

export const reportReactions: NonNullable<Workflow<ReportTypes>['reactions']> = {
  submitted: attaching,
  'information-provided': attaching,
  'attachments-added': attaching,
  resolved: attaching,
  disputed: attaching,
  merged: {
    gives: { report: ['absorb', 'separate', 'follow'] },
    commands: ({ data: { into, previousInto } }, id, state) => [
      give(into, 'absorb', { reportId: id }),
      ...(previousInto === undefined ? [] : [give(previousInto, 'separate', { reportId: id })]),
      ...toEach(state, 'follow', { from: id }),
    ],
  },
  absorbed: {
    gives: { report: ['unmerge', 'share-rejection', 'follow'] },
    // It may come when the report has ended: then what ended it is told to this one as well.
    commands: ({ data: { reportId } }, id, { phase }) => {
      switch (phase) {
        case 'withdrawn':
          return [give(reportId, 'unmerge', { into: id, reason: withdrawn })];
        case 'rejected':
          return [give(reportId, 'share-rejection', { from: id })];
        case 'merged':
          return [
            give(reportId, 'follow', { from: id }),
            // Where it cannot follow, what was told to the other one is told on.
            give(reportId, 'share-rejection', { from: id }),
          ];
        default:
          return [];
      }
    },
  },
  withdrawn: {
    gives: { report: ['unmerge'] },
    commands: (_, id, state) => toEach(state, 'unmerge', { into: id, reason: withdrawn }),
  },
  rejected: {
    gives: { report: ['share-rejection'] },
    commands: (_, id, state) => toEach(state, 'share-rejection', { from: id }),
  },
  'rejection-shared': {
    gives: { report: ['share-rejection'] },
    commands: (_, id, state) => toEach(state, 'share-rejection', { from: id }),
  },
  redacted: {
    gives: { report: ['share-redaction'], attachment: ['withdraw-copies'] },
    commands: ({ data }, id, state) => [
      ...(hidesOfRejection(state, data)
        ? toEach(state, 'share-redaction', { from: id, field: data.field })
        : []),
      ...hiddenAttachments(state, data).map((attachment) => ({
        ...withdrawCopies,
        id: attachment,
        input: { reason: 'withdrawn' },
      })),
    ],
  },
  'attachment-replaced': {
    gives: { attachment: [...attaching.gives.attachment, 'withdraw-copies'] },
    commands: (event, id) => [
      ...attaching.commands(event, id),
      { ...withdrawCopies, id: event.data.replaced, input: { reason: 'replaced' } },
    ],
  },
  unmerged: {
    gives: { report: ['separate'] },
    commands: ({ data: { into } }, id) => [give(into, 'separate', { reportId: id })],
  },
};

type Related = RelatedSubjects<ReportTypes>;

/** Agencies of an assignment that had been suspended before it in the log. */
const recalls = (id: string, { assignment }: ReportState, related: Related): readonly Reaction[] => {
  if (assignment === null) return [];
  const { agencyId, supporting, revision } = assignment;
  return [agencyId, ...supporting]
    .filter((each) => related('agency', each)?.phase !== 'active')
    .map((each) => give(id, 'recall', { agencyId: each, revision, reason: suspended }));
};

const agenciesOf = ({ assignment }: ReportState): Reads<ReportTypes> => ({
  agency: assignment === null ? [] : [assignment.agencyId, ...assignment.supporting],
});

/** The rules on related reports and agencies, once more in the order of the log: an append may not have checked them. */
export const reportCompensations: {
  readonly merged: Compensation<ReportTypes, 'merged'>;
  readonly absorbed: Compensation<ReportTypes, 'absorbed'>;
  readonly assigned: Compensation<ReportTypes, 'assigned'>;
  readonly unmerged: Compensation<ReportTypes, 'unmerged'>;
} = {
  merged: {
    gives: { report: ['unmerge'] },
    reads: ({ data: { into } }) => ({ report: into }),
    // Who follows is brought further by whatever became of the other one.
    commands: ({ data: { into, previousInto }, revision }, id, _, related) =>
      previousInto !== undefined || canAbsorb(related('report', into))
        ? []
        : [give(id, 'unmerge', { into, revision, reason: raced })],
  },
  absorbed: {
    gives: { report: ['separate'] },
    reads: ({ data: { reportId } }) => ({ report: reportId }),
    commands: ({ data: { reportId } }, id, _, related) =>
      related('report', reportId)?.mergedInto === id ? [] : [give(id, 'separate', { reportId })],
  },
  assigned: {
    gives: { report: ['recall'] },
    reads: (_event, _id, state) => agenciesOf(state),
    commands: (_event, id, state, related) => recalls(id, state, related),
  },
  unmerged: {
    gives: { report: ['recall', 'separate'] },
    reads: (_event, _id, state) => agenciesOf(state),
    commands: ({ data: { into } }, id, state, related) => {
      const given = state.phase === 'assigned' ? recalls(id, state, related) : [];
      // In the stead of what the event causes, so that is told here too.
      return given.length === 0 ? [] : [...given, give(into, 'separate', { reportId: id })];
    },
  },
};
