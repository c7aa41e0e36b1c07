export * from './base/actor.ts';
export { fromBase64url, toBase64url } from './base/base64url.ts';
export { canonicalJson } from './base/canonical-json.ts';
export type { Awaitable, CryptoPort, HashesAtOnce } from './base/crypto.ts';
export * from './base/errors.ts';
export { type InTurns, inTurns, turnBefore } from './base/in-turns.ts';
export { issuesOf } from './base/input-issues.ts';
export { InvalidQuery, parseQuery } from './base/invalid-query.ts';
export { inWords } from './base/issue-words.ts';
export * from './base/json.ts';
export { type JsonText, type JsonTextFault, readJsonText } from './base/json-text.ts';
export { keptBy } from './base/kept-by.ts';
export { inLargestUnit } from './base/length.ts';
export { parseInput } from './base/parse-input.ts';
export * from './base/places.ts';
export { anyOf, severalOf, wholeNumber } from './base/query-words.ts';
export * from './base/queues/index.ts';
export { derivedUuid, eventIdOf, type Random, randomCode, randomUuid, uuidOfCommand } from './base/random.ts';
export { receivedError, type SentError, sentError } from './base/sent-error.ts';
export * from './base/server-address.ts';
export { systemClock, systemRandom } from './base/system.ts';
export * from './base/time.ts';
export { type SpanAttributes, tracedNow } from './base/tracing.ts';
export * from './commands/command-handler.ts';
export { correctedUpTo, isCorrection, withCorrections } from './commands/corrections.ts';
export { type EventFault, eventFaultOf } from './commands/event-fault.ts';
export { foldOf, upcast } from './commands/fold.ts';
export * from './commands/handler-options.ts';
export { loadSubject, type Snapshots } from './commands/load.ts';
export * from './commands/outcome.ts';
export { countedFrom, isUpTo, type UpTo } from './commands/past.ts';
export type { CommandOptions, Step } from './commands/prepare.ts';
export * from './commands/read-subject.ts';
export type { RelatedSubject } from './commands/related-subjects.ts';
export * from './commands/snapshots.ts';
export type { TakenCommand, TakenCommands } from './commands/taken-commands.ts';
export * from './commands/view.ts';
export * from './log/clock-guard.ts';
export * from './log/envelope.ts';
export * from './log/event-store.ts';
export * from './log/personal-envelope.ts';
export { isDamagedEvent, readPastDamage } from './log/read-past-damage.ts';
export { demandNext, demandSound } from './log/recorded-event.ts';
export { type ParkedReaction, type ParkedReactions, retryReactions } from './reactions/parked-reactions.ts';
export * from './reactions/process-manager.ts';
export * from './reactions/run-process-manager.ts';
export * from './timers/index.ts';
export { allowedCommands, mayHaveGiven } from './workflow/authorise.ts';
export * from './workflow/define.ts';
export {
  commandTableOf,
  type Describable,
  eventTableOf,
  markdownTable,
  stateDiagramOf,
} from './workflow/describe.ts';
export { anyOrder, instant, personal, personalFields, setOf, text } from './workflow/schema.ts';
export { fieldsWithin } from './workflow/schema-fields.ts';
export {
  eventTreesOf,
  type SealedField,
  type SealedTree,
  sealed,
  sealedBeside,
  withSealed,
} from './workflow/sealed.ts';
export * from './workflow/workflow.ts';
