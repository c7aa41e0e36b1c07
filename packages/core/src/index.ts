/** The package's own door: what embedding the lifecycle of reports takes, and what defining a workflow of one's own takes. */
import './platform/demand-node.ts';

export type { Actor } from './engine/actor.ts';
export {
  type CommandHandler,
  type CommandHandlerOptions,
  commandHandler,
  type Outcome,
} from './engine/command-handler.ts';
export {
  define,
  event,
  type NamedTypes,
  type TypesOf,
  type WorkflowDefinition,
} from './engine/define.ts';
export type { EventMetadata, NewEvent, Position, RecordedEvent, Revision } from './engine/envelope.ts';
export { PhananhError } from './engine/errors.ts';
export type { EventStore } from './engine/event-store.ts';
export type { JsonObject, JsonValue } from './engine/json.ts';
export type { Snapshots } from './engine/load.ts';
export type { CommandOptions } from './engine/prepare.ts';
export type { HistoryPage, SubjectView } from './engine/read-subject.ts';
export { anyOrder, instant, personal, setOf, text } from './engine/schema.ts';
export { memorySnapshots } from './engine/snapshots.ts';
export { systemClock } from './engine/system.ts';
export type { Clock, Instant } from './engine/time.ts';
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
} from './engine/workflow.ts';
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
