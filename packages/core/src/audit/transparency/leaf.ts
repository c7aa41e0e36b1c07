import {
  type Actor,
  canonicalJson,
  type HashesAtOnce,
  isList,
  type JsonObject,
  type JsonValue,
  type RecordedEvent,
} from '../../engine/index.ts';
import { envelopesOf, isEnvelope, type PlacedEnvelope, subjectOfDigest } from '../../personal/index.ts';
import { base64Of, utf8 } from './bytes.ts';
import { TransparencyError } from './errors.ts';

/** The entry of an event in the log: what anybody may know of it, and commitments to everything else. */
export interface LeafHeader {
  readonly v: 1;
  /** The origin of the log, so that an entry of one is none of another. */
  readonly log: string;
  /** Index of the entry: the ordinal of the event in log order, after the entry that continues an earlier log, if there is one. */
  readonly pos: number;
  readonly stream: string;
  readonly rev: number;
  readonly id: string;
  readonly type: string;
  readonly schema: number;
  /** When the log recorded it. */
  readonly at: string;
  /** Pseudonym of the actor: HMAC-SHA-256 of kind and id under the log's own key. */
  readonly actor: string;
  readonly cause: string | null;
  readonly corr: string;
  /** Base64 of SHA-256 of {@link committedText}. */
  readonly pub: string;
  readonly priv: readonly CommittedField[];
  /** Ids of photos and videos that it names: SHA-256 of what is stored of them. */
  readonly blobs: readonly string[];
  /** In place of `priv` and `blobs` where they would not fit: base64 of SHA-256 of their canonical JSON. */
  readonly more?: string;
}

/** A personal field, by the digest of what it was encrypted to. */
export interface CommittedField {
  /** Pseudonym of the person whose it is. */
  readonly subject: string;
  /** JSON pointer into the data of the event. */
  readonly field: string;
  /** Base64 of SHA-256 of the canonical JSON of the envelope. */
  readonly digest: string;
}

/** What an event says beside its personal fields, as it is committed to and as an auditor is given it. */
export interface CommittedPayload {
  /**
   * 32 bytes in base64 that only the log's key tells: without it nobody can try out what an event might say, also where a text about
   * a person stands in it in clear.
   */
  readonly salt: string;
  /** The data of the event with a placeholder for each envelope. */
  readonly data: JsonObject;
  /** All of its metadata; persons by their pseudonyms. */
  readonly metadata: JsonObject;
}

/** The text whose digest an entry has: with it nothing of an event can change unseen. */
export const committedText = ({ salt, data, metadata }: CommittedPayload): string =>
  canonicalJson({ salt, data, metadata });

/** Most bytes of an entry: its length is told in two. */
export const mostLeafBytes = 0xff_ff;

/** Makes entries of events. */
export interface LeafMaker {
  /** @throws {@link TransparencyError} `leaf-too-large` */
  leafOf(event: RecordedEvent, index: number): Uint8Array;
  headerOf(event: RecordedEvent, index: number): LeafHeader;
  /** What an auditor is given beside the entry, without the personal fields. */
  payloadOf(event: RecordedEvent): CommittedPayload;
  /** The fields that its entry has only the digest of; undefined where they are in it. */
  moreOf(event: RecordedEvent, index: number): Pick<LeafHeader, 'priv' | 'blobs'> | undefined;
  /**
   * The entry as versions before 2026-11-30 made it, which let the digest of a command name whose key it is under. Undefined where it is the
   * same. Nothing is signed so any more: it tells a log of then from one that was altered.
   */
  earlierLeafOf(event: RecordedEvent, index: number): Uint8Array | undefined;
}

const mostPseudonyms = 10_000;

export const leafMaker = ({
  origin,
  pseudonymKey,
  hashes,
}: {
  readonly origin: string;
  /** 32 secret bytes. Whoever has them can name the actors, and try out what events say. */
  readonly pseudonymKey: Uint8Array;
  readonly hashes: HashesAtOnce;
}): LeafMaker => {
  const digestOf = (text: string): string => base64Of(hashes.sha256(utf8(text)));
  const macOf = (text: string): string => base64Of(hashes.hmacSha256(pseudonymKey, utf8(text)));
  // The same few act again and again; everybody at once would fill the memory.
  const known = new Map<string, string>();
  const pseudonymOf = (who: string): string => {
    const before = known.get(who);
    if (before !== undefined) return before;
    if (known.size >= mostPseudonyms) known.clear();
    const pseudonym = macOf(`actor:${who}`);
    known.set(who, pseudonym);
    return pseudonym;
  };
  const shownActor = ({ id, ...actor }: Actor): JsonObject => ({
    ...actor,
    ref: pseudonymOf(`${actor.kind}:${id}`),
  });
  /** A digest under somebody's key says whose it is. */
  const shownDigest = (digest: string): string => {
    const subject = subjectOfDigest(digest);
    return subject === undefined ? digest : `${digest.slice(0, -subject.length)}${pseudonymOf(subject)}`;
  };
  const payloadWith = (
    { id, data, metadata }: RecordedEvent,
    envelopes: readonly PlacedEnvelope[],
    digestAs: (digest: string) => string = shownDigest,
  ): CommittedPayload => {
    const { actor, givenBy, commandDigest, ...others } = metadata;
    return {
      salt: macOf(`salt:${id}`),
      data: envelopes.length === 0 ? data : withoutEnvelopes(data),
      metadata: {
        ...others,
        commandDigest: digestAs(commandDigest),
        actor: shownActor(actor),
        ...(givenBy !== undefined && { givenBy: shownActor(givenBy) }),
      },
    };
  };
  const payloadOf = (event: RecordedEvent): CommittedPayload => payloadWith(event, envelopesOf(event.data));
  const headerOf = (event: RecordedEvent, index: number): LeafHeader => {
    const envelopes = envelopesOf(event.data);
    const { actor, recordedAt, causationId, correlationId } = event.metadata;
    // In the order of their names, which is that of canonical JSON: it is written by the platform then, several times as fast.
    return {
      actor: pseudonymOf(`${actor.kind}:${actor.id}`),
      at: recordedAt,
      blobs: blobsIn(event.data),
      cause: causationId,
      corr: correlationId,
      id: event.id,
      log: origin,
      pos: index,
      priv: envelopes.map(({ pointer, envelope }) => ({
        digest: digestOf(canonicalJson({ ...envelope })),
        field: pointer,
        subject: pseudonymOf(envelope.sub),
      })),
      pub: digestOf(committedText(payloadWith(event, envelopes))),
      rev: event.revision,
      schema: event.version,
      stream: event.stream,
      type: event.type,
      v: 1,
    };
  };
  const leafOf = (header: LeafHeader): Uint8Array => {
    const leaf = wholeLeaf(header);
    if (leaf.length <= mostLeafBytes) return leaf;
    const more = digestOf(canonicalJson(JSON.parse(JSON.stringify([header.priv, header.blobs]))));
    const short = utf8(canonicalJson(JSON.parse(JSON.stringify({ ...header, priv: [], blobs: [], more }))));
    if (short.length > mostLeafBytes)
      throw new TransparencyError(
        'leaf-too-large',
        `the entry of event ${header.id} has ${short.length} bytes`,
      );
    return short;
  };
  return {
    headerOf,
    payloadOf,
    moreOf(event, index) {
      const header = headerOf(event, index);
      const { priv, blobs } = header;
      return wholeLeaf(header).length <= mostLeafBytes ? undefined : { priv, blobs };
    },
    leafOf: (event, index) => leafOf(headerOf(event, index)),
    earlierLeafOf: (event, index) => {
      if (subjectOfDigest(event.metadata.commandDigest) === undefined) return undefined;
      const payload = payloadWith(event, envelopesOf(event.data), (digest) => digest);
      return leafOf({ ...headerOf(event, index), pub: digestOf(committedText(payload)) });
    },
  };
};

const wholeLeaf = (header: LeafHeader): Uint8Array => utf8(JSON.stringify(header));

/** What stands where an envelope stood. It is none itself. */
const placeholder: JsonObject = { personal: 1 };

const withoutEnvelopes = (data: JsonObject): JsonObject =>
  Object.fromEntries(Object.entries(data).map(([name, value]) => [name, value && replaced(value)]));

const replaced = (value: JsonValue): JsonValue => {
  if (typeof value !== 'object' || value === null) return value;
  if (isEnvelope(value)) return placeholder;
  if (isList(value)) return value.map(replaced);
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, part && replaced(part)]));
};

const blobId = /^[0-9a-f]{64}$/;

/** Every text in data that is a SHA-256 in hex: the ids of photos and videos have that form, and nothing else in events. */
const blobsIn = (data: JsonObject): readonly string[] => {
  const found = new Set<string>();
  const walk = (value: JsonValue | undefined): void => {
    if (typeof value === 'string') {
      if (value.length === 64 && blobId.test(value)) found.add(value);
    } else if (typeof value === 'object' && value !== null) {
      if (isList(value)) for (const item of value) walk(item);
      else for (const name in value) walk(value[name]);
    }
  };
  walk(data);
  return [...found];
};

/** The first entry of a log that goes on where another one ended, or was lost: it commits to the last checkpoint of that one. */
export interface ContinuedLeaf {
  readonly v: 1;
  readonly log: string;
  readonly pos: 0;
  readonly type: 'log-continues';
  readonly at: string;
  readonly reason: string;
  /** The last checkpoint of the earlier log: what it said, and the digest of the whole note. */
  readonly previous: {
    readonly origin: string;
    readonly size: string;
    readonly root: string;
    readonly note: string;
  };
}

export const continuedLeaf = (leaf: ContinuedLeaf): Uint8Array =>
  utf8(canonicalJson({ ...leaf, previous: { ...leaf.previous } }));
