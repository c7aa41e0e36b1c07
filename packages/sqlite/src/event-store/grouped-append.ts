import type {
  Appended,
  ExpectedRevision,
  Instant,
  JsonObject,
  RelatedRevision,
  SerialisedEvent,
} from '@phananh/core/store';

export interface GroupedAppend {
  readonly stream: string;
  readonly events: readonly SerialisedEvent[];
  readonly expectedRevision: ExpectedRevision;
  /** Other streams that must end where they did when this was decided. */
  readonly related: readonly RelatedRevision[];
  /** When the store was given it. */
  readonly recordedAt: Instant;
}

/** Appends that share one commit. */
export interface Group {
  readonly appends: readonly GroupedAppend[];
}

/** How one append of a group ended. Errors do not cross threads with their class, so that a refusal is data. */
export type AppendOutcome =
  | ({ readonly kind: 'appended' } & Appended)
  /** It was in the log already; other appends to the stream may have come after it. */
  | ({ readonly kind: 'repeated' } & Appended)
  | { readonly kind: 'wrong-expected-revision'; readonly currentRevision: number | null }
  /** `place`: which of the related streams is elsewhere. */
  | {
      readonly kind: 'wrong-related-revision';
      readonly currentRevision: number | null;
      readonly place: number;
    }
  | { readonly kind: 'event-id-conflict'; readonly eventId: string }
  /** An event that it has to be compared with is not what was written. */
  | { readonly kind: 'damaged'; readonly message: string; readonly details: JsonObject };
