import type { z } from 'zod';
import type { JsonObject } from '../base/json.ts';
import type { RecordedEvent } from '../log/envelope.ts';

/** An event type: what it means, the schema of its data, and how older data is brought up to it. */
export interface EventDefinition<Schema extends z.ZodType = z.ZodType> {
  readonly summary: string;
  readonly schema: Schema;
  /** Version of `schema`, from 1. Data of version n comes from n − 1 through `upcasters[n - 1]`. */
  readonly version: number;
  readonly upcasters?: { readonly [fromVersion: number]: (data: JsonObject) => JsonObject };
}

export type EventTable = { readonly [type: string]: EventDefinition };

/** An event as a decision makes it: its type and data, before it has an envelope. */
export type EventOf<Events extends EventTable> = {
  [Type in keyof Events & string]: {
    readonly type: Type;
    readonly data: z.output<Events[Type]['schema']>;
  };
}[keyof Events & string];

/** An event of a table as the log has it. */
export type RecordedEventOf<Events extends EventTable> = {
  [Type in keyof Events & string]: RecordedEvent<Type, z.output<Events[Type]['schema']>>;
}[keyof Events & string];

/** The types that a workflow's parts share; a workflow declares them once. */
export interface WorkflowTypes {
  readonly state: object;
  readonly events: EventTable;
  readonly phase: string;
  readonly actorKind: string;
  readonly audience: string;
  /** Names of the fields that can be shown of a subject. */
  readonly field: string;
  readonly refusal: string;
  readonly policy: unknown;
  /** Other workflows whose state a decision may look at: name → state. */
  readonly related: { readonly [workflow: string]: object };
}
