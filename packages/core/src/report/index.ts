import '../platform/demand-node.ts';

export { type ReportActorKind, reportActorKinds } from './actor-kinds.ts';
export * from './actors.ts';
export * from './adopted/index.ts';
export type { PolicyNamesTypes } from './adopted/policy-names.ts';
export type { PolicyTypes } from './adopted/policy-workflow.ts';
export { type AgencyState, agencyEvents, agencyKinds, agencyWorkflow } from './agency.ts';
export { type AgencyHistory, agencyHistory } from './agency-history.ts';
export { attachmentEvents, type NoCopyReason } from './attachment/events.ts';
export type { AttachmentState } from './attachment/evolve.ts';
export { attachmentWaitsMilliseconds, expiredKeptMilliseconds } from './attachment/waiting.ts';
export { type AttachmentTypes, attachmentWorkflow } from './attachment/workflow.ts';
export { explanationText } from './clock-words.ts';
export { categoryTakenOver, correctableIn, correctableValue, isBeside } from './corrections.ts';
export { type ActsFor, actsStill, actsUnseenMilliseconds, type Registries } from './desk/acts-still.ts';
export { bulkCommands, fieldsKeptOut } from './desk/bulk-commands.ts';
export {
  type BulkItem,
  type BulkOutcome,
  type BulkRunState,
  type BulkRunTypes,
  bulkRunWorkflow,
  bulkRunWorkflowWith,
  countsOfRun,
  inputOfRun,
  mostCasesOfRun,
} from './desk/bulk-run.ts';
export {
  type CannedTextState,
  type CannedTextTypes,
  cannedTextWorkflow,
  circleOfCannedText,
} from './desk/canned-text.ts';
export {
  type SavedFilterState,
  type SavedFilterTypes,
  savedFilterWorkflow,
  savedFilterWorkflowWith,
} from './desk/saved-filter.ts';
export { commandsWithText, textFieldOf } from './desk/text-fields.ts';
export { hasWords } from './desk/words-of-filter.ts';
export { erasureIdOf, keyOfErasure, retentionErasureIdOf } from './erasure/erasure-id.ts';
export { isErasedReport } from './erasure/is-erased-report.ts';
export { isPerson, isReporter, Person } from './erasure/person.ts';
export {
  type ErasureState,
  type ErasureTypes,
  erasureWorkflow,
  erasureWorkflowWith,
  mostStreamsNamed,
} from './erasure/workflow.ts';
export { eventFault, lifecycleWorkflows } from './event-fault.ts';
export { type RecordedReportEvent, type ReportEvent, reportEvents } from './events.ts';
export { type ExplanationQuery, explainReport, type ReportExplanation } from './explain.ts';
export { guestIdOf, heldReportOf, holderIdOf, isGuestId } from './holder.ts';
export { type KeepableText, keepableTexts } from './kept-texts.ts';
export { actorIdOfKey, isKeyFor, type KeyEntry, keyOfActor } from './key-entry.ts';
export type { LinkState } from './link/evolve.ts';
export { type LinkTypes, linkWorkflow } from './link/workflow.ts';
export { isShownNearby, phasesShownNearby } from './nearby.ts';
export { notTheHead, type OfficerEntry } from './officer-entry.ts';
export { personalTree, withoutValues } from './personal-of.ts';
export { isFinal, openPhases, type ReportPhase, reportPhases } from './phases.ts';
export { cutDegrees } from './place.ts';
export * from './policy.ts';
export {
  PolicyMessage,
  PolicyOfLogMessage,
  policyFromOutside,
  policyMessage,
  policyOf,
  policyOfLogIn,
  policyOfLogMessage,
} from './policy-message.ts';
export { type ReDatingMove, reDatingMoves } from './re-dating.ts';
export { recomputingDues } from './recorded-dues.ts';
export { type ReportRefusal, reportRefusals } from './refusals.ts';
export { personalInBundle, reportBundle } from './report-bundle.ts';
export * from './reports.ts';
export { recomputeRequest } from './requests/clocks.ts';
export { refusalBases } from './requests/events.ts';
export {
  decree356,
  decree356Data,
  type RequestClockName,
  type RequestPolicy,
  requestClocks,
  requestPolicy,
} from './requests/policy.ts';
export type { RequestState } from './requests/state.ts';
export type { RequestTypes } from './requests/types.ts';
export { requestWorkflow, requestWorkflowWith } from './requests/workflow.ts';
export {
  type RetentionExtent,
  type RetentionRule,
  type RetentionTerm,
  retentionExtents,
} from './retention/policy.ts';
export { retainedOf } from './retention/retained.ts';
export { isSilent } from './retention/silent.ts';
export {
  type Retained,
  type RetentionDue,
  type RetentionOver,
  type RetentionTermOf,
  retentionTerms,
} from './retention/terms.ts';
export { checkReportPolicy } from './rules.ts';
export type { ReportState } from './state.ts';
export { subjectOf as subjectOfReportEvent } from './subject-of.ts';
export { normalTelephone } from './telephone.ts';
export { retentionTimers } from './timers.ts';
export { shownTrackingCode, trackingCodeOf } from './tracking-code.ts';
export type { ReportAudience, ReportTypes } from './types.ts';
export {
  AgencyId,
  AttachmentId,
  type CorrectableField,
  isTypedName,
  MediaType,
  OfficerId,
  ReportId,
  ResolutionOutcome,
  Telephone,
} from './values.ts';
export { reportViews } from './views.ts';
export {
  type ClockMove,
  type ClockStanding,
  clockMoves,
  type Replay,
  type Replayed,
  replayUnder,
} from './what-if.ts';
export { type ReportCommandName, reportWorkflow } from './workflow.ts';
