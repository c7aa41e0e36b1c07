import type { FactName } from './view-facts.ts';

/** Which facts of a report each audience sees. */

/** Of a report that is not published, for who is about to report something beside it: what it is about, roughly where, and since which day. */
export const forNeighbours = ['neighbourhood'] as const satisfies readonly FactName[];

/** Of a published report, for everybody; its category and its area as the office named them, not as a citizen wrote them. */
export const forEverybody = [
  'course',
  'text',
  'place',
  'channel',
  'subject',
  'publication',
  'publicationWords',
  'publicComments',
  'supporters',
  'mergedInto',
  'dueDay',
] as const satisfies readonly FactName[];

/** What the citizen who reported may know: what is public, what was said to them, who has it, and the due days. */
export const forTheReporter = [
  ...forEverybody,
  'subjectSaid',
  'trackingCode',
  'contact',
  'devicePosition',
  'privacyNotice',
  'attachments',
  'classification',
  'waiting',
  'questions',
  'handling',
  'sentBack',
  'extensionsGranted',
  'rejection',
  'rejectionWords',
  'unmergeReason',
  'grades',
  'gradeWords',
  'disputes',
  'disputeWords',
  'withdrawal',
  'withdrawalReason',
  'clocks',
  'windowAfterDismissal',
  'reDatingReason',
  'retention',
] as const satisfies readonly FactName[];

/** What figures are made of: no words that somebody wrote, no photos, no persons, and where it was only roughly. */
export const forFigures = [
  'course',
  'place',
  'channel',
  'subject',
  'subjectSaid',
  'classification',
  'legacy',
  'waiting',
  'handling',
  'handlingSteps',
  'extensionRequests',
  'extensionsGranted',
  'penalties',
  'result',
  'publication',
  'windowAfterDismissal',
  'rejection',
  'grades',
  'disputes',
  'comments',
  'supporters',
  'mergedInto',
  'absorbed',
  'withdrawal',
  'dueDay',
  'clocks',
  'policy',
  'ladder',
  'redactions',
] as const satisfies readonly FactName[];

/** Everything that was said and done; not who the citizen is, and not their key. */
export const forOfficers = [
  ...forFigures,
  'text',
  'attachments',
  'questions',
  'handlingWords',
  'extensionReasons',
  'penaltyWords',
  'resultWords',
  'publicationWords',
  'rejectionWords',
  'unmergeReason',
  'gradeWords',
  'disputeWords',
  'publicComments',
  'internalComments',
  'reclassificationReason',
  'withdrawalReason',
  'reDatingReason',
  'correctionReason',
  'redactionReasons',
  'earlierAttachments',
  'replacementReasons',
  'retention',
  'holds',
] as const satisfies readonly FactName[];

/** For those who check; the key of the citizen opens nothing that they do not see. */
export const forAuditors = [
  ...forOfficers,
  'contact',
  'devicePosition',
  'privacyNotice',
  'citizens',
  'unlinkReason',
] as const satisfies readonly FactName[];

/** For those who speak with the citizen. */
export const forTheCentre = [...forAuditors, 'trackingCode'] as const satisfies readonly FactName[];
