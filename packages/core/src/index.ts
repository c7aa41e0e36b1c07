/** The package's own door: what embedding the lifecycle of reports takes, and what defining a workflow of one's own takes. */
import './platform/demand-node.ts';

export type { Actor } from './engine/base/actor.ts';
export { PhananhError } from './engine/base/errors.ts';
export type { JsonObject, JsonValue } from './engine/base/json.ts';
export type { Position, Revision } from './engine/base/places.ts';
export { systemClock } from './engine/base/system.ts';
export type { Clock, Instant } from './engine/base/time.ts';
export { type CommandHandler, commandHandler } from './engine/commands/command-handler.ts';
export type { CommandHandlerOptions } from './engine/commands/handler-options.ts';
export type { Snapshots } from './engine/commands/load.ts';
export type { Outcome } from './engine/commands/outcome.ts';
export type { CommandOptions } from './engine/commands/prepare.ts';
export type { HistoryPage, SubjectView } from './engine/commands/read-subject.ts';
export { memorySnapshots } from './engine/commands/snapshots.ts';
export type { EventMetadata, NewEvent, RecordedEvent } from './engine/log/envelope.ts';
export type { EventStore } from './engine/log/event-store.ts';
export {
  define,
  event,
  type NamedTypes,
  type TypesOf,
  type WorkflowDefinition,
} from './engine/workflow/define.ts';
export { anyOrder, instant, personal, setOf, text } from './engine/workflow/schema.ts';
export {
  type Command,
  type CommandTable,
  type Compensation,
  type Creation,
  type Decision,
  type DecisionContext,
  type EventDefinition,
  type EventOf,
  type EventTable,
  type FieldDefinition,
  type Gives,
  type Hides,
  type OwnTimers,
  type Reaction,
  type Reads,
  type RecordedEventOf,
  type Redaction,
  type Refusal,
  type RelatedSubjects,
  refuse,
  type Timer,
  type Transition,
  type View,
  type Workflow,
  type WorkflowTypes,
} from './engine/workflow/workflow.ts';
export { admin, agency, analyst, auditor, citizen, operator, system } from './report/actors.ts';
export { huePolicy, type SlaPolicy } from './report/policy.ts';
export {
  type Agencies,
  createReports,
  type ReportHistory,
  type Reports,
  type ReportsOptions,
  type ReportView,
} from './report/reports.ts';
