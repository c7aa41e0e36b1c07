import '@phananh/core/demand-node';

/** What pages are made with that show what the API answers: they ask in the same way, and decide who may in the same way. */
export { demandPermitted } from './auth/authenticate.ts';
export { officers, signalReaders } from './auth/officers.ts';
export { type BulkPreview, bulkPreviewOf, type PreviewMeans, previewBulk } from './bulk/preview.ts';
export { sayWhenAgain } from './errors/error-handling.ts';
export { type Language, preferredLanguage } from './errors/language.ts';
export { asPhananhError, type Problem, problemOf } from './errors/problem.ts';
export { varyBy } from './errors/vary.ts';
export { answerFile } from './evidence/file-routes.ts';
export { rangeOf } from './evidence/range.ts';
export { publicFigureParameters } from './figures/public-figures-route.ts';
export {
  backlogParameters,
  backlogQueryFor,
  happenedParameters,
  happenedQueryFor,
  momentOf,
  rankingParameters,
  rankingQueryFor,
  signalNames,
  signalParameters,
  signalQueryFor,
  slaCasesParameters,
  slaCasesQueryFor,
  slaParameters,
  slaQueryFor,
} from './figures/questions.ts';
export { type Guest, guestOf, newGuest } from './guests/guest-tokens.ts';
export { endHeld, holderOf, type MadeLink, makeLink, type OpenedReport, openLink } from './link/links.ts';
export { newLinkSecret } from './link/secrets.ts';
export { accessPageFor } from './log/access-route.ts';
export { bundleFor } from './log/bundle-route.ts';
export { grantedCopyFor, ownCopyFor, type PersonalCopy } from './log/personal-data-routes.ts';
export type { TransparencyLog } from './log/port.ts';
export { receiptFor } from './log/receipt-route.ts';
export { type Place, reportsNearby } from './nearby/nearby-route.ts';
export { jsonSchemaOf } from './openapi/json-schema.ts';
export type { JsonSchema } from './openapi/operation.ts';
export { hostOrders } from './operations/orders.ts';
export {
  type HostState,
  type OperationsOptions,
  type PendingTimers,
  stateOfHost,
  timersOfHost,
} from './operations/state.ts';
export { type HeldAgainst, heldAgainst } from './policy/held-against.ts';
export { movesFor } from './policy/policy-routes.ts';
export { awaitApplied } from './queries/after.ts';
export { askFor, readInTurns } from './queries/asking.ts';
export { listTag, notModified } from './queries/conditional-request.ts';
export { parseQuery } from './queries/parse-query.ts';
export {
  publishedClustersParameters,
  publishedClustersQueryFor,
  publishedCountParameters,
  publishedCountQueryFor,
  publishedParameters,
  publishedQueryFor,
} from './queries/published-query.ts';
export { type ShownPersonal, tellShown } from './queries/shown-personal.ts';
export { trackedReport } from './queries/track-route.ts';
export {
  caseQueryFor,
  clusterQueryFor,
  type WorklistQuery,
  worklistClustersQuery,
  worklistCountQuery,
  worklistQuery,
} from './queries/worklist-query.ts';
export { asItMayBeSeen } from './workflow/command-routes.ts';
export { differenceFor, replayFor } from './workflow/past-reads.ts';
