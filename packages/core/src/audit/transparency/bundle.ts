import type { JsonObject, JsonValue } from '../../engine/index.ts';
import { TransparencyError } from './errors.ts';
import type { CommittedField, CommittedPayload } from './leaf.ts';

/** One report with its proofs, as one JSON file: everything that an auditor needs but whom to trust, which never comes with it. */
export interface Bundle {
  readonly format: typeof bundleFormat;
  readonly v: 1;
  /** When it was made, ISO 8601: nothing vouches for it. */
  readonly madeAt: string;
  /** Name of the log. */
  readonly origin: string;
  readonly stream: string;
  /** The keys of the log as whoever made the bundle has them, a C2SP line each: to compare with what the operator publishes elsewhere. */
  readonly keys: readonly string[];
  /** The checkpoint word for word, with its cosignatures; every proof is of it. */
  readonly checkpoint: string;
  /** The history, the first event first. */
  readonly events: readonly BundledEvent[];
  /** Events that were recorded already, and that the checkpoint does not cover yet. */
  readonly uncovered: number;
  /** Why each clock is due when it is, as the host computed it: nothing vouches for it, and it can be computed again from the events. */
  readonly explanations: readonly JsonObject[];
}

/** An event as its log committed to it. */
export interface ProvenEvent {
  readonly index: number;
  /** Base64 of the entry. */
  readonly entry: string;
  /** Base64 of the hashes of the inclusion proof, from the entry's sibling up. */
  readonly proof: readonly string[];
  readonly payload: CommittedPayload;
  /** What the entry has only the digest of, because it would not fit. */
  readonly more?: BundledFields;
}

/** The events of a stream with their proofs, as a log gives them. */
export interface ProvenStream extends Pick<Bundle, 'origin' | 'keys' | 'checkpoint' | 'uncovered'> {
  readonly events: readonly ProvenEvent[];
  /** What is encrypted in each of them, by the JSON pointer of each value: in no bundle that was not asked for with what is personal. */
  readonly envelopes?: readonly ReadonlyMap<string, JsonObject>[];
}

/** An event of a bundle. */
export interface BundledEvent extends Omit<ProvenEvent, 'payload'> {
  /** Null: withheld. The entry still proves that the event is there, and its digest what it must say. */
  readonly payload: CommittedPayload | null;
  /** Why: it has personal values in clear, from before they were encrypted; or something in it was redacted. */
  readonly withheld?: 'personal' | 'hidden';
  /** Only where it was asked for: what is personal in it. */
  readonly personal?: readonly BundledPersonal[];
}

/** A personal value of an event: what the log committed to, and what the host says that it opens to. */
export interface BundledPersonal {
  /** JSON pointer into the data of the event, of the committed fields. */
  readonly field: string;
  /** The value encrypted: its digest is committed to. Who has the key of its subject can open it and compare. */
  readonly envelope: JsonObject;
  /** Nothing vouches for it but the host: a proof would take the key, which opens everything of that person. */
  readonly value: JsonValue;
}

/** The personal fields and the photos of an event. */
export interface BundledFields {
  readonly priv: readonly CommittedField[];
  readonly blobs: readonly string[];
}

export const bundleFormat = 'phananh/bundle';

/**
 * Reads what is said to be a bundle. What its parts say is another question: see {@link verifyBundle}.
 *
 * @throws {@link TransparencyError} `bundle-malformed`, which names the part
 */
export const readBundle = (text: string): Bundle => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new TransparencyError('bundle-malformed', 'it is no JSON', {}, { cause });
  }
  demandBundle(value);
  return value;
};

function demandBundle(value: unknown): asserts value is Bundle {
  demand(isObject(value), 'an object');
  demand(value.format === bundleFormat && value.v === 1, `format ${bundleFormat} and v 1`);
  for (const name of ['madeAt', 'origin', 'stream', 'checkpoint'] as const)
    demand(typeof value[name] === 'string', `the text ${name}`);
  demand(isListOf(value.keys, isText), 'the list keys');
  demand(isCount(value.uncovered), 'the number uncovered');
  demand(isListOf(value.explanations, isObject), 'the list explanations');
  const { events } = value;
  demand(Array.isArray(events) && events.length > 0 && events.length <= mostEvents, 'the list events');
  for (const [at, event] of events.entries()) demandEvent(event, `event ${at}`);
}

/** Far more than a report ever has: whoever sends more wants us to hash for hours. */
const mostEvents = 1_000_000;

const demandEvent = (event: unknown, where: string): void => {
  demand(isObject(event), `${where} as an object`);
  demand(isCount(event.index) && isText(event.entry), `${where}: index and entry`);
  demand(isListOf(event.proof, isText), `${where}: the list proof`);
  const { payload, more, withheld, personal } = event;
  demand(
    payload === null
      ? withheld === 'personal' || withheld === 'hidden'
      : isObject(payload) && isText(payload.salt) && isObject(payload.data) && isObject(payload.metadata),
    `${where}: its payload, or why it is withheld`,
  );
  demand(
    more === undefined || (isObject(more) && isListOf(more.priv, isObject) && isListOf(more.blobs, isText)),
    `${where}: more`,
  );
  demand(personal === undefined || isListOf(personal, isPersonal), `${where}: personal`);
};

const isPersonal = (value: unknown): boolean =>
  isObject(value) && isText(value.field) && isObject(value.envelope) && value.value !== undefined;

const isObject = (value: unknown): value is { readonly [name: string]: unknown } =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): boolean => Number.isSafeInteger(value) && Number(value) >= 0;
const isListOf = (value: unknown, is: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.every(is);

function demand(holds: boolean, what: string): asserts holds {
  if (!holds) throw new TransparencyError('bundle-malformed', `it lacks ${what}`, { lacks: what });
}
