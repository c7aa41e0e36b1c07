import type { EventStore, RecordedEvent, Reports } from '@phananh/core';
import {
  AlreadyExists,
  type AnyCommandHandler,
  idInStream,
  Refused,
  streamOf,
  upcast,
  WrongPhase,
} from '@phananh/core/engine';
import { type KeyStore, lastLinkOf, type SealedWorkflow } from '@phananh/core/privacy';
import {
  attachmentWorkflow,
  type ErasureState,
  erasureIdOf,
  erasureWorkflow,
  isPerson,
  keyOfErasure,
  mostStreamsNamed,
  reportWorkflow,
  system,
} from '@phananh/core/reports';
import { erasingRetained } from './erase-retained.ts';
import { inGroups, keysAtOnce } from './in-groups.ts';
import { type SubjectsAbout, sealsSomething, subjectsAbout } from './subjects-about.ts';

/** Carries out erasures: each step may be the last one before a crash, and is done again then. */
export interface Erasures {
  /** What a follower of the log does with events: it carries out what they order. */
  react(events: Iterable<RecordedEvent>): Promise<void>;
  /** Orders that what is over its term in a report is erased, where an event says so. */
  order(event: RecordedEvent): Promise<void>;
  /**
   * Where log and keys are not of the same moment, because one of them was restored from a backup of before: what the log says was erased
   * has its keys destroyed again, and what the keys say was erased is erased again in the log. To be waited for before anybody is answered.
   */
  again(): Promise<void>;
}

interface ErasingOptions {
  /** Of the workflow `erasure`. */
  readonly handler: AnyCommandHandler;
  readonly reports: Pick<Reports, 'handler' | 'attachments'>;
  /** Of the workflow of requests about personal data. Absent: there are none. */
  readonly requests?: AnyCommandHandler | undefined;
  /** Every other workflow that says whose its events are. Default: none. */
  readonly workflows?: readonly SealedWorkflow[];
  /** In which it is noted which keys of single values are destroyed. */
  readonly store: EventStore;
  /** The log below its sealing: whose an event is stands in clear. */
  readonly stored: Pick<EventStore, 'readAll' | 'readStream'>;
  readonly keys: Pick<KeyStore, 'destroy' | 'destroyed' | 'puncture'>;
  /** Whoever ends does not wait for the rest of an erasure: whoever follows the log after it goes on. Default: it goes to its end. */
  readonly signal?: AbortSignal;
}

const host = system('erasure');

/** Reports that are written to at once: their events share a commit. */
const atOnce = 32;

export const erasing = ({
  handler,
  reports,
  requests,
  workflows = [],
  store,
  stored,
  keys,
  signal,
}: ErasingOptions): Erasures => {
  const erasesRetained = erasingRetained({
    handler,
    reports,
    requests,
    store,
    stored,
    keys,
    ...(signal && { signal }),
  });
  const known = [reportWorkflow, attachmentWorkflow, ...workflows];
  const scrubbed = workflows.filter(sealsSomething).map(({ name }) => name);

  const eraseIn = async (reportId: string, person: string): Promise<void> => {
    await reports.handler
      .execute(reportId, 'erase-personal-data', { person }, { actor: host })
      .catch((error: unknown) => {
        // Before a crash, or by another host.
        if (!(error instanceof Refused && error.code === 'nothing-changes')) throw error;
      });
  };

  /** Gives a command to the erasure that a host before a crash, or another one, may have given. */
  const note = async (id: string, command: string, input: object): Promise<void> => {
    await handler.execute(id, command, input, { actor: host }).catch((error: unknown) => {
      if (!(error instanceof WrongPhase || error instanceof Refused)) throw error;
    });
  };

  const destroyEach = async (subjects: readonly string[]): Promise<void> => {
    for (const some of inGroups(subjects, keysAtOnce)) {
      signal?.throwIfAborted();
      await Promise.all(some.map((subject) => keys.destroy(subject)));
    }
  };

  /**
   * Destroys what the log says was destroyed, and the list of destroyed keys does not: it is of before, or of the middle of an erasure. That every
   * key of an erasure is gone is said last.
   */
  const destroyAgain = async (erased: readonly Erased[], gone: ReadonlySet<string>): Promise<void> => {
    // Of a report that was over its term there is no other key.
    const terms = erased.filter(({ person, isOfTerm }) => isOfTerm && !gone.has(person));
    await destroyEach(terms.map(({ person }) => person));
    const persons = erased.flatMap(({ person, isOfTerm }) =>
      isOfTerm || (gone.has(person) && gone.has(keyOfErasure(person))) ? [] : [person],
    );
    if (persons.length === 0) return;
    const found = await subjectsAbout(stored, known, persons, signal);
    await destroyEach([...found].flatMap(([person, { keys: begun }]) => [person, ...begun]));
    await destroyEach(persons.map(keyOfErasure));
  };

  const carryOut = async (id: string): Promise<void> => {
    // The handler is of the workflow of erasures.
    const erasure = (await handler.load(id))?.state as ErasureState | undefined;
    if (erasure?.phase !== 'ordered') return;
    const { person, retention } = erasure;
    if (retention !== null) return erasesRetained(id, erasure, retention);
    // First: from here on it stands in the list of erasures, and whatever comes after it reads as erased.
    await keys.destroy(person);
    const said = (await subjectsAbout(stored, known, [person], signal)).get(person) ?? nothingSaid;
    const { about, keys: begun, inClear } = said;
    await destroyEach(begun);
    // Keys that are backed up before this are gone through again where they are restored.
    await keys.destroy(keyOfErasure(person));
    const found = [...about].map(([workflow, ids]) => ({ workflow, subjects: ids.length }));
    if (erasure.keys === null) await note(id, 'note-keys', { keys: 1 + begun.length, found, inClear });
    const inReports = about.get(reportWorkflow.name) ?? [];
    for (const some of inGroups(inReports, atOnce)) {
      signal?.throwIfAborted();
      await Promise.all(some.map((reportId) => eraseIn(reportId, person)));
    }
    const others = [...about].flatMap(([name, ids]) =>
      scrubbed.includes(name) ? ids.map((subject) => streamOf({ name }, subject)) : [],
    );
    // Those that were told before a crash are not told again.
    const told = new Set(erasure.scrubbed);
    const untold = others.filter((stream) => !told.has(stream));
    for (const streams of inGroups(untold, mostStreamsNamed)) {
      signal?.throwIfAborted();
      await note(id, 'scrub', { streams });
    }
    await note(id, 'finish', { reports: inReports.length });
  };

  /** Whether the keys of a person were destroyed for their own sake, and not with those of who began the subject. */
  const isOfItsOwn = async (person: string): Promise<boolean> => {
    if (!isPerson(person)) return false;
    const [kind = ''] = person.split(':', 1);
    const workflow = known.find(({ name }) => name === kind);
    if (workflow === undefined) return true;
    const id = person.slice(kind.length + 1);
    const history = await Array.fromAsync(stored.readStream(streamOf(workflow, id)));
    const [first] = history;
    // Whoever is in no registry has taken reports all the same, and is nobody's but their own.
    if (first === undefined) return kind === 'officer';
    // What is over its term is gone with the key of its report, and the report says so.
    if (history.some(isOverAsAWhole)) return false;
    // One that was linked to a citizen was erased with them.
    return (lastLinkOf(workflow, history) ?? workflow.subjectOf?.(first, id)) === person;
  };

  return {
    react: async (events) => {
      for (const { stream, type } of events) {
        const id = idInStream(erasureWorkflow, stream);
        if (id !== undefined && (type === 'ordered' || type === 'tried-again')) await carryOut(id);
      }
    },
    order: async ({ stream, type, revision, data }) => {
      const reportId = idInStream(reportWorkflow, stream);
      if (reportId === undefined || type !== 'retention-ended') return;
      const { rule, erases } = data;
      const input = {
        reportId,
        ground: `Hết thời hạn lưu giữ: ${String(rule)}`,
        retention: { erases, revision },
      };
      await handler.create('order-retention', input, { actor: host }).catch((error: unknown) => {
        if (!(error instanceof AlreadyExists)) throw error;
      });
    },
    again: async () => {
      const { ordered, erased } = await erasuresOf(stored);
      const gone = new Set(await Array.fromAsync(keys.destroyed()));
      await destroyAgain(erased, gone);
      for (const person of gone) {
        // One that is ordered is gone on with by who follows the log.
        if (ordered.has(person) || !(await isOfItsOwn(person))) continue;
        const input = { person, ground: 'the keys say that it was erased before, and the log does not' };
        await handler.create('order', input, { actor: host });
        await carryOut(erasureIdOf(person));
      }
    },
  };
};

/** Whose own key an erasure destroyed, and whether because a report was over its term. */
interface Erased {
  readonly person: string;
  readonly isOfTerm: boolean;
}

/** What a log says of erasures: of whom one was ordered for their own sake, and whose keys were destroyed. */
const erasuresOf = async (
  stored: Pick<EventStore, 'readAll'>,
): Promise<{ readonly ordered: ReadonlySet<string>; readonly erased: readonly Erased[] }> => {
  const orders = new Map<string, Erased>();
  const erased = new Map<string, Erased>();
  for await (const event of stored.readAll({ streamPrefix: streamOf(erasureWorkflow, '') })) {
    if (idInStream(erasureWorkflow, event.stream) === undefined || event.fault !== undefined) continue;
    const { type, data } = upcast(erasureWorkflow.events, event);
    if (type === 'ordered')
      orders.set(event.stream, { person: data.person, isOfTerm: data.retention !== undefined });
    const order = orders.get(event.stream);
    // A term may take single values alone.
    if (type === 'keys-destroyed' && data.keys > 0 && order !== undefined) erased.set(event.stream, order);
  }
  const ordered = [...orders.values()].flatMap(({ person, isOfTerm }) => (isOfTerm ? [] : [person]));
  return { ordered: new Set(ordered), erased: [...erased.values()] };
};

const nothingSaid: SubjectsAbout = { about: new Map(), keys: [], inClear: 0 };

const isOverAsAWhole = ({ type, data }: Pick<RecordedEvent, 'type' | 'data'>): boolean =>
  type === 'retention-ended' && data.erases === 'everything';
