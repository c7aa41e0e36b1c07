import type { JsonObject, JsonValue } from '../json.ts';
import { withoutSecrets } from '../server-address.ts';

export const errorKinds = [
  'malformed',
  'invalid',
  'forbidden',
  'not-found',
  'conflict',
  'precondition',
  'too-large',
  'unavailable',
  'internal',
] as const;

/** What kind of failure a code is, so that a host can map it without knowing each code. */
export type ErrorKind = (typeof errorKinds)[number];

/** A row of an error table: the stable code is its key. */
export interface ErrorEntry {
  readonly kind: ErrorKind;
  /** Short, the same for every occurrence. */
  readonly title: { readonly en: string; readonly vi: string };
  /** For the reference page: when it happens and what to do. */
  readonly help: string;
}

export type ErrorTable<Code extends string = string> = { readonly [C in Code]: ErrorEntry };

/** The base of every error that callers are meant to handle: a stable code and typed details. */
export abstract class PhananhError extends Error {
  abstract readonly code: string;
  readonly details: JsonObject;

  constructor(message: string, details: JsonObject = {}, options?: ErrorOptions) {
    // Whatever an error is about, nobody should have to think of this where it is made, logged or answered.
    super(withoutSecrets(message), options);
    this.details = withoutSecretsIn(details);
  }

  override get name(): string {
    return this.constructor.name;
  }
}

/** The very details where nothing in them is a secret, as nearly always. */
const withoutSecretsIn = <Value extends JsonValue | undefined>(value: Value): Value =>
  // It has the shape of what was given, text for text.
  (JSON.stringify(value)?.includes('://') ? shownValue(value) : value) as Value;

const shownValue = (value: JsonValue | undefined): JsonValue | undefined => {
  if (typeof value === 'string') return withoutSecrets(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((one) => shownValue(one) ?? null);
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, shownValue(one)]));
};

/** One thing wrong with an input. `pointer` is a JSON pointer (RFC 6901) into it. */
export interface InputIssue {
  readonly pointer: string;
  readonly message: string;
}
