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
import type { Ciphers } from './ciphers.ts';
import type { SubjectKey } from './keyring.ts';
import { sealValue } from './sealing.ts';

/** What it takes of a workflow to know which fields of its events are whose. */
export type SealedWorkflow = Pick<Workflow, 'name' | 'events' | 'subjectOf' | 'linksTo'>;

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

const digestMark = 'hs256:';
const utf8 = new TextEncoder();

/** A digest under the key of a subject, or as it is where it is under one already: of an event that is copied. It says whose key: the event that it stands in may open to nothing else that does. */
export const keptDigest = (
  digest: string,
  subject: string,
  key: SubjectKey,
  { hmacSha256 }: Ciphers,
): string =>
  subjectOfDigest(digest) === subject
    ? digest
    : `${digestMark}${toBase64url(hmacSha256(key.digest(), utf8.encode(digest)))}:${subject}`;

/** Whose key a digest is under; undefined for one that is under none. */
export const subjectOfDigest = (kept: string): string | undefined => {
  if (!kept.startsWith(digestMark)) return undefined;
  const end = kept.indexOf(':', digestMark.length);
  return end === -1 ? undefined : kept.slice(end + 1);
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
