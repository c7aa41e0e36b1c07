import type { EventStore, RecordedEvent, Reports } from '@phananh/core';
import {
  type AnyCommandHandler,
  besideField,
  isEnvelope,
  isErased,
  type JsonValue,
  NotFound,
  type PersonalEnvelope,
  Refused,
  streamOf,
  WrongPhase,
  withSealed,
} from '@phananh/core/engine';
import { type KeyStore, keyOfDigest, type LeafIndex } from '@phananh/core/privacy';
import {
  type AttachmentState,
  type ErasureState,
  isReporter,
  personalTree,
  type RetentionExtent,
  reportWorkflow,
  subjectOfReportEvent,
  system,
} from '@phananh/core/reports';
import { destroyingValues } from './destroying-values.ts';
import { openRequests } from './open-requests.ts';

/** Carries out that what is over its term in a report is erased: each step may be the last one before a crash, and is done again then. */

interface ErasingRetainedOptions {
  /** Of the workflow `erasure`. */
  readonly handler: AnyCommandHandler;
  readonly reports: Pick<Reports, 'handler' | 'attachments'>;
  readonly requests: AnyCommandHandler | undefined;
  readonly store: EventStore;
  /** The log below its sealing. */
  readonly stored: Pick<EventStore, 'readAll' | 'readStream'>;
  readonly keys: Pick<KeyStore, 'destroy' | 'puncture'>;
  readonly signal?: AbortSignal;
}

const host = system('erasure');

/** What a report says of persons, as it is stored. */
interface Sealed {
  readonly persons: ReadonlySet<string>;
  readonly envelopes: readonly PersonalEnvelope[];
  /** Keys of single values, and of the digests of their commands, by whose they are: a digest would tell who guesses the value. */
  readonly leaves: ReadonlyMap<string, readonly LeafIndex[]>;
  /** Events with something in clear, from before the log was sealed. */
  readonly inClear: number;
}

const sealedIn = (history: readonly RecordedEvent[], reportId: string, part: RetentionExtent): Sealed => {
  const persons = new Set<string>();
  const envelopes: PersonalEnvelope[] = [];
  const leaves = new Map<string, LeafIndex[]>();
  const take = (of: string, leaf: LeafIndex | undefined): void => {
    if (leaf !== undefined) leaves.set(of, [...(leaves.get(of) ?? []), leaf]);
  };
  let inClear = 0;
  for (const event of history) {
    const tree = personalTree(event.type, part);
    const subject = tree && subjectOfReportEvent(event, reportId);
    if (tree === undefined || subject === undefined || !isReporter(subject)) continue;
    let isClear = false;
    withSealed(tree, event.data, (value) => {
      const envelope = envelopeOf(value);
      if (envelope !== undefined) {
        envelopes.push(envelope);
        take(envelope.sub, envelope.leaf);
      }
      isClear ||= envelope === undefined && !isErased(value);
      return value;
    });
    const digest = keyOfDigest(event.metadata.commandDigest);
    if (digest !== undefined) take(digest.subject, digest.leaf);
    persons.add(subject);
    if (isClear) inClear += 1;
  }
  return { persons, envelopes, leaves, inClear };
};

const envelopeOf = (value: JsonValue): PersonalEnvelope | undefined => {
  if (isEnvelope(value)) return value;
  const beside =
    typeof value === 'object' && value !== null && besideField in value ? value[besideField] : undefined;
  return isEnvelope(beside) ? beside : undefined;
};

/** The photos and videos that a report names anywhere. */
const attachmentsIn = (history: readonly RecordedEvent[]): ReadonlySet<string> =>
  new Set(
    history.flatMap(({ data: { attachments } }) =>
      Array.isArray(attachments) ? attachments.filter((id) => typeof id === 'string') : [],
    ),
  );

/** What officers gave of their own is the authority's. What they took down at the beginning is of whoever they took it down for. */
const isOfAuthority = (
  { uploadedBy: { kind } }: Pick<AttachmentState, 'uploadedBy'>,
  attachment: string,
  history: readonly RecordedEvent[],
): boolean =>
  (kind === 'agency' || kind === 'operator') &&
  !attachmentsIn(history.filter(({ type }) => type === 'submitted')).has(attachment);

export const erasingRetained = ({
  handler,
  reports,
  requests,
  store,
  stored,
  keys,
  signal,
}: ErasingRetainedOptions): ((
  id: string,
  erasure: ErasureState,
  ended: NonNullable<ErasureState['retention']>,
) => Promise<void>) => {
  const openRequest = openRequests(stored);
  const values = destroyingValues(store, keys);

  /** Gives a command that a host before a crash, or another one, may have given. @returns whether it was taken */
  const note = async (
    to: Pick<AnyCommandHandler, 'execute'>,
    id: string,
    command: string,
    input: object,
  ): Promise<boolean> =>
    to.execute(id, command, input, { actor: host }).then(
      () => true,
      (error: unknown) => {
        if (!(error instanceof WrongPhase || error instanceof Refused || error instanceof NotFound))
          throw error;
        return false;
      },
    );

  /** Whether it waits for a request that a person of the report has made. */
  const waits = async (id: string, persons: ReadonlySet<string>): Promise<boolean> => {
    const request = requests && (await openRequest(persons));
    if (requests === undefined || request === undefined) return false;
    await note(handler, id, 'wait', { request });
    if (await note(requests, request, 'note-waiting', { erasure: id })) return true;
    // Told already; or it has ended meanwhile, and nobody would say to go on.
    return (await openRequest(persons)) !== undefined;
  };

  /** Whether everything in a report went with its term, and nothing was said in it since: it keeps no photo. */
  const isOver = async (reportId: string): Promise<boolean> => {
    const state = (await reports.handler.load(reportId))?.state;
    const over = state?.retentions.findLast(({ erases }) => erases === 'everything');
    return state !== undefined && over !== undefined && state.lastAt <= over.at;
  };

  return async (id, { person, keys: destroyed }, { erases: part, revision }) => {
    const reportId = person.slice(person.indexOf(':') + 1);
    const stream = streamOf(reportWorkflow, reportId);
    const history = await Array.fromAsync(stored.readStream(stream));
    const { persons, envelopes, leaves, inClear } = sealedIn(history, reportId, part);
    signal?.throwIfAborted();
    // Whoever called is known by the report alone.
    if (await waits(id, new Set([...persons, person]))) return;
    const isWhole = part === 'everything' && persons.has(person);
    // First: from here on nothing can be read that it sealed, whatever happens to this host.
    if (isWhole) await keys.destroy(person);
    const alone = envelopes.filter(({ sub }) => !isWhole || sub !== person);
    for (const [subject, own] of leaves)
      if (!isWhole || subject !== person)
        await values.destroy({ subject, leaves: own }, { stream, revision });
    const valueKeys = alone.filter(({ leaf }) => leaf !== undefined).length;
    const shared = alone.length - valueKeys;
    const found = persons.size === 0 ? [] : [{ workflow: reportWorkflow.name, subjects: 1 }];
    if (destroyed === null)
      await note(handler, id, 'note-keys', { keys: isWhole ? 1 : 0, found, inClear, valueKeys, shared });
    const only = part === 'contact' ? { only: part } : {};
    await note(reports.handler, reportId, 'erase-personal-data', only);
    if (part === 'everything')
      for (const attachment of attachmentsIn(history)) {
        signal?.throwIfAborted();
        const one = await reports.attachments.handler.load(attachment);
        if (one === undefined || isOfAuthority(one.state, attachment, history)) continue;
        const others: string[] = [];
        for (const other of one.state.reports)
          if (other !== reportId && (await isOver(other))) others.push(other);
        await note(reports.attachments.handler, attachment, 'give-up', { reportId, others });
      }
    await note(handler, id, 'finish', { reports: 1 });
  };
};
