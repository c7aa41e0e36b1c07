import type { Actor } from '../engine/index.ts';
import { reportActorKinds } from './actor-kinds.ts';
import { audienceOfReadable, readableOf, reporterOf } from './audience.ts';
import * as assignment from './commands/assignment.ts';
import * as citizen from './commands/citizen.ts';
import * as corrections from './commands/corrections.ts';
import * as erasure from './commands/erasure.ts';
import * as intake from './commands/intake.ts';
import * as linking from './commands/linking.ts';
import * as merging from './commands/merging.ts';
import * as resolution from './commands/resolution.ts';
import * as upkeep from './commands/upkeep.ts';
import { reportCorrections } from './corrections.ts';
import { reportEvents } from './events.ts';
import { evolveReport } from './evolve.ts';
import { reportFields } from './fields.ts';
import { holderIdOf } from './holder.ts';
import { reportPhases } from './phases.ts';
import { presentReport } from './present.ts';
import { reportCompensations, reportReactions } from './reactions.ts';
import { redactablePlaces } from './redactable.ts';
import { reportRefusals } from './refusals.ts';
import * as retention from './retention/commands.ts';
import type { ReportState } from './state.ts';
import { linksTo, subjectOf, takesIn } from './subject-of.ts';
import { timerCommands, timersOfReport } from './timers.ts';
import { workflow } from './types.ts';
import { ReportId } from './values.ts';
import { reportViews } from './views.ts';

/** Whether the report is the citizen's own, or with the officer's agency; other kinds of actors own all of them. */
const isOwn = (state: ReportState, { kind, id, agencyId }: Actor): boolean => {
  if (kind === 'citizen') return reporterOf(state) === id || holderIdOf(state.reportId) === id;
  if (kind === 'agency') return agencyId !== undefined && state.assignment?.agencyId === agencyId;
  return true;
};

/**
 * @param registry whether the workflow `officer` runs beside reports: then it says who is a head, and to whom a report can be handed
 * @param erases whether what is over its term is erased here: erasures run beside reports, and there are keys to destroy
 */
export const reportWorkflowWith = ({
  registry = false,
  erases = false,
}: {
  readonly registry?: boolean;
  readonly erases?: boolean;
}) =>
  workflow({
    name: 'report',
    summary: "A citizen's field report (phản ánh hiện trường).",
    id: ReportId,
    phases: reportPhases,
    actorKinds: reportActorKinds,
    events: reportEvents,
    commands: {
      submit: intake.submit,
      'request-information': intake.requestInformation,
      'provide-information': intake.provideInformation,
      'end-waiting': intake.endWaiting,
      verify: intake.verify,
      reject: intake.reject,
      merge: merging.merge,
      absorb: merging.absorb,
      follow: merging.follow,
      unmerge: merging.unmerge,
      separate: merging.separate,
      'share-rejection': merging.shareRejection,
      'share-redaction': merging.shareRedaction,
      assign: assignment.assign,
      accept: assignment.accept,
      'hand-over': assignment.handOver(registry),
      return: assignment.returnReport,
      recall: assignment.recall,
      'decide-competence': assignment.decideCompetence,
      'request-extension': assignment.requestExtension,
      'grant-extension': assignment.grantExtension,
      'deny-extension': assignment.denyExtension,
      'impose-penalty': resolution.imposePenalty,
      'revoke-penalty': resolution.revokePenalty,
      resolve: resolution.resolve,
      'send-back': resolution.sendBack,
      publish: resolution.publish,
      'add-attachments': upkeep.addAttachments,
      'replace-attachment': resolution.replaceAttachment,
      rate: citizen.rate,
      dispute: citizen.dispute,
      'uphold-dispute': citizen.upholdDispute,
      'dismiss-dispute': citizen.dismissDispute,
      comment: citizen.comment,
      support: citizen.support,
      reclassify: upkeep.reclassify,
      withdraw: intake.withdraw,
      link: linking.link,
      unlink: linking.unlink,
      redact: upkeep.redact,
      close: upkeep.close,
      remind: upkeep.remind,
      'mark-overdue': upkeep.markOverdue,
      escalate: upkeep.escalate,
      're-date': upkeep.reDate,
      correct: corrections.correct,
      'erase-personal-data': erasure.erasePersonalData,
      'keep-text': erasure.keepText,
      'hold-data': retention.holdData,
      'release-data': retention.releaseData,
      'end-retention': retention.endRetentionWith({ erases }),
    },
    refusals: reportRefusals,
    evolve: evolveReport,
    stateVersion: 14,
    isOwn,
    subjectOf,
    linksTo,
    takesIn,
    imports: (state, actor) => actor.kind === 'system' && (state === undefined || state.channel === 'import'),
    audienceOf: (state, actor) => audienceOfReadable(readableOf(state), actor),
    views: reportViews,
    fields: reportFields,
    present: presentReport,
    redactable: Object.fromEntries(redactablePlaces),
    redactions: ({ redactions }) => redactions,
    corrections: reportCorrections,
    timers: { gives: timerCommands, pending: timersOfReport },
    reactions: reportReactions,
    compensations: reportCompensations,
  });

/** The life of a field report, from submission to the citizen's last word. */
export const reportWorkflow = reportWorkflowWith({});

export type ReportCommandName = keyof (typeof reportWorkflow)['commands'];
