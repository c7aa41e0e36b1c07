import {
  besideField,
  categoryOf,
  eventTreesOf,
  idInStream,
  isEnvelope,
  isErased,
  isList,
  type JsonValue,
  keptBy,
  type NewEvent,
  type Random,
  type RecordedEvent,
  type SealedTree,
  toBase64url,
  type Workflow,
  withSealed,
} from '../engine/index.ts';
import type { LeafIndex } from '../privacy/index.ts';
import type { Ciphers } from './ciphers.ts';
import type { SubjectKey } from './keyring.ts';
import { sealValue } from './sealing.ts';

/** What it takes of a workflow to know which fields of its events are whose. */
export type SealedWorkflow = Pick<Workflow, 'name' | 'events' | 'subjectOf' | 'linksTo' | 'takesIn'>;

/** An event with something to seal, and under whose key. */
export interface ToSeal {
  readonly event: NewEvent;
  readonly tree: SealedTree;
  readonly subject: string;
}

/** Finds the workflow of a category of streams. */
export type FindWorkflow = (category: string) => SealedWorkflow | undefined;

export const among = (workflows: readonly SealedWorkflow[]): FindWorkflow => {
  const byName = new Map(workflows.map((workflow) => [workflow.name, workflow]));
  return (category) => byName.get(category);
};

export const treesOf = keptBy(eventTreesOf);

type SealValue = Parameters<typeof withSealed>[2];

const unlessErased =
  (seal: SealValue): SealValue =>
  (value, pointer, field) =>
    isErased(value) ? value : seal(value, pointer, field);

/** Finds what is to be sealed of an event of some workflow. @returns undefined for an event that stays as it is */
export const sealedOf =
  (find: FindWorkflow) =>
  (stream: string, event: NewEvent): ToSeal | undefined => {
    const workflow = find(categoryOf(stream));
    if (workflow?.subjectOf === undefined) return undefined;
    const tree = treesOf(workflow.events).get(event.type);
    if (tree === undefined) return undefined;
    // What was erased says nothing of anybody, and its key is gone.
    if (
      withSealed(
        tree,
        event.data,
        unlessErased(() => null),
      ) === event.data
    )
      return undefined;
    const subject = workflow.subjectOf(event, idInStream(workflow, stream) ?? '');
    return subject === undefined ? undefined : { event, tree, subject };
  };

/**
 * Tells whether a stored event has a personal value in clear: it was recorded before its log was sealed.
 *
 * @param isSealed what stands in place of such a value
 */
export const personalInClear = (
  workflows: readonly SealedWorkflow[],
  isSealed: (value: JsonValue | undefined) => boolean = isEnvelope,
): ((event: Pick<RecordedEvent, 'stream' | 'type' | 'data' | 'metadata'>) => boolean) => {
  const find = among(workflows);
  return ({ stream, type, data, metadata }) => {
    const workflow = find(categoryOf(stream));
    const tree = workflow && treesOf(workflow.events).get(type);
    if (workflow?.subjectOf === undefined || tree === undefined) return false;
    let isClear = false;
    withSealed(tree, data, (value) => {
      isClear ||= !isSealedValue(value, isSealed);
      return value;
    });
    return (
      isClear &&
      workflow.subjectOf({ type, data, metadata }, idInStream(workflow, stream) ?? '') !== undefined
    );
  };
};

const isSealedValue = (value: JsonValue, isSealed: (value: JsonValue | undefined) => boolean): boolean =>
  isSealed(value) ||
  isErased(value) ||
  (typeof value === 'object' && value !== null && !isList(value) && isSealed(value[besideField]));

const utf8 = new TextEncoder();

/** A mark, the leaf whose key it is under, the digest and whose key; of before values had keys of their own, no leaf. */
const keptForm = /^hs256(?:-(?<leaf>[0-9a-f]{16}))?:[^:]*:(?<subject>.*)$/s;

interface KeptDigest {
  readonly subject: string;
  readonly leaf: LeafIndex | undefined;
}

/** Under which key a digest is; undefined for one that is under none. */
export const keyOfDigest = (kept: string): KeptDigest | undefined => {
  // Of most it is told by how they begin.
  const groups = kept.startsWith('hs256') ? keptForm.exec(kept)?.groups : undefined;
  return groups?.subject === undefined ? undefined : { subject: groups.subject, leaf: groups.leaf };
};

/** Whose key a digest is under; undefined for one that is under none. */
export const subjectOfDigest = (kept: string): string | undefined => keyOfDigest(kept)?.subject;

/**
 * A digest under a key of its own, or as it is where it is under one already: of an event that is copied. It says whose key: the event that it
 * stands in may open to nothing else that does. With the value that it covers it can be destroyed: it would tell who guesses that.
 */
export const keptDigest = (
  digest: string,
  subject: string,
  { leaves }: SubjectKey,
  ciphers: Ciphers,
): string => {
  const known = keyOfDigest(digest);
  if (known?.subject === subject && known.leaf !== undefined) return digest;
  const leaf = leaves.next();
  const key = leaves.digestKey(leaf);
  if (typeof key !== 'object') throw new TypeError('a leaf that nothing was sealed under cannot be gone');
  return `hs256-${leaf}:${macOf(digest, key, ciphers)}:${subject}`;
};

const macOf = (digest: string, key: Uint8Array, { hmacSha256 }: Ciphers): string =>
  toBase64url(hmacSha256(key, utf8.encode(digest)));

/** Tells which digest a kept one is of. @returns undefined where nothing is left to tell by */
export const matchingDigest = (
  kept: string,
  { subject, leaf }: KeptDigest,
  { leaves, digest: whole }: SubjectKey,
  ciphers: Ciphers,
): ((digest: string) => boolean) | undefined => {
  const before = (digest: string): string => `hs256:${macOf(digest, whole(), ciphers)}:${subject}`;
  if (leaf === undefined) return (digest) => before(digest) === kept;
  const key = leaves.digestKey(leaf);
  if (typeof key !== 'object') return undefined;
  const now = (digest: string): string => `hs256-${leaf}:${macOf(digest, key, ciphers)}:${subject}`;
  // One that was copied may have been under the key of its subject before.
  return (digest) => now(digest) === kept || now(before(digest)) === kept;
};

/** Seals an event for its place in a log. */
export const sealEvent = (
  { event, tree, subject }: ToSeal,
  key: SubjectKey,
  place: { readonly log: string; readonly stream: string; readonly revision: number },
  sealing: { readonly ciphers: Ciphers; readonly random: Random },
): NewEvent => {
  const sealAt = (value: JsonValue, field: string) =>
    sealValue(value, key, { ...place, eventId: event.id, type: event.type, field, subject }, sealing);
  const data = withSealed(
    tree,
    event.data,
    unlessErased((value, pointer, { beside }) =>
      beside === undefined || typeof value !== 'object' || value === null || isList(value)
        ? sealAt(value, pointer)
        : { ...beside(value), [besideField]: sealAt(value, `${pointer}/${besideField}`) },
    ),
  );
  return { ...event, data };
};
