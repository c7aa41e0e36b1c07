import type { z } from 'zod';
import type { Actor } from '../base/actor.ts';
import type { JsonObject, JsonValue } from '../base/json.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import type { WorkflowTypes } from './event-definition.ts';

/** A field that can be shown of a subject. */
export interface FieldDefinition {
  readonly summary: string;
  /** About a person: a view shows it only where it says that it shows personal fields. `false` for a namesake of a personal one. */
  readonly personal?: boolean;
  /** What it is made of, where views show single parts of it (`ratings.grade`). */
  readonly parts?: readonly string[];
}

/** A field, or what is below it by path. */
type PathOf<Field extends string> = Field | `${Field}.${string}`;

/** Names of the fields of a schema's values, of each member of a union; any name where the schema leaves them open. */
type FieldOf<Schema extends z.ZodType> =
  unknown extends z.output<Schema>
    ? string
    : z.output<Schema> extends infer Value
      ? Value extends unknown
        ? keyof Value & string
        : never
      : never;

/** What an audience sees. Allow-lists: what is not named is not shown. */
export interface View<T extends WorkflowTypes> {
  /** Fields of the presented state; of a part of it by path, through lists: `ratings.grade`. */
  readonly state: readonly PathOf<T['field']>[];
  /** Fields of each event's data; an event that is not named is not shown. */
  readonly events: {
    readonly [Type in keyof T['events']]?: readonly PathOf<FieldOf<T['events'][Type]['schema']>>[];
  };
  /** The personal fields among them, of the state and of events: who may read about a person is said, never by the way. */
  readonly personal?: readonly string[];
  /** Single events that are not shown although their type is. */
  readonly hides?: (event: RecordedEvent) => boolean;
  /** What becomes of a field before it is shown, in the state and in every event, with what it stands beside: a place is rounded. */
  readonly shows?: { readonly [field: string]: (value: JsonValue, beside: JsonObject) => JsonValue };
  /** Fields of the actor of each event. */
  readonly actor: readonly (keyof Actor)[];
  /** The same for actors of a kind, where it is another list. */
  readonly actorOfKind?: { readonly [Kind in T['actorKind']]?: readonly (keyof Actor)[] };
}

/** A field that is hidden in every view: everywhere, in the event of one revision and what came from it, or one item of a list. */
export interface Redaction {
  readonly field: string;
  readonly revision?: number;
  /** Of a field that is a list: this one item is hidden, wherever it stands. */
  readonly item?: string;
}

/** Whether a field is hidden where it came from the event of a revision, or an item of it. */
export type Hides = (field: string, revision: number, item?: JsonValue) => boolean;
