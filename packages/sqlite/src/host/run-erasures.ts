import type { EventStore, RecordedEvent, Reports } from '@phananh/core';
import { type AnyCommandHandler, idInStream, Refused, WrongPhase } from '@phananh/core/engine';
import type { KeyStore } from '@phananh/core/privacy';
import {
  type ErasureState,
  erasureIdOf,
  erasureWorkflow,
  reportWorkflow,
  system,
} from '@phananh/core/reports';

/** Carries out erasures: each step may be the last one before a crash, and is done again then. */
export interface Erasures {
  /** What a follower of the log does with events: it carries out what they order. */
  react(events: Iterable<RecordedEvent>): Promise<void>;
  /**
   * What the keys say was erased and the log does not know of, because it was restored from a backup of before: it is erased again. To be
   * waited for before anybody is answered.
   */
  again(): Promise<void>;
}

interface ErasingOptions {
  /** Of the workflow `erasure`. */
  readonly handler: AnyCommandHandler;
  readonly reports: Pick<Reports, 'handler'>;
  /** The log below its sealing: whose an event is stands in clear. */
  readonly stored: Pick<EventStore, 'readAll'>;
  readonly keys: Pick<KeyStore, 'destroy' | 'destroyed'>;
  /** Whoever ends does not wait for the rest of an erasure: whoever follows the log after it goes on. Default: it goes to its end. */
  readonly signal?: AbortSignal;
}

const host = system('erasure');

/** Reports that are written to at once: their events share a commit. */
const atOnce = 32;

export const erasing = ({ handler, reports, stored, keys, signal }: ErasingOptions): Erasures => {
  /** The reports that say something of a person, and those among them that the person began. */
  const reportsAbout = async (person: string) => {
    const about = new Set<string>();
    const begun = new Set<string>();
    const { subjectOf } = reportWorkflow;
    for await (const event of stored.readAll({ streamPrefix: 'report-' })) {
      const id = idInStream(reportWorkflow, event.stream);
      if (id === undefined || about.has(id) || subjectOf?.(event, id) !== person) continue;
      about.add(id);
      if (event.revision === 0) begun.add(id);
    }
    return { about: [...about], begun: [...begun] };
  };

  const eraseIn = async (reportId: string, person: string): Promise<void> => {
    await reports.handler
      .execute(reportId, 'erase-personal-data', { person }, { actor: host })
      .catch((error: unknown) => {
        // Before a crash, or by another host.
        if (!(error instanceof Refused && error.code === 'nothing-changes')) throw error;
      });
  };

  const carryOut = async (person: string): Promise<void> => {
    const id = erasureIdOf(person);
    // The handler is of the workflow of erasures.
    const erasure = (await handler.load(id))?.state as ErasureState | undefined;
    if (erasure?.phase !== 'ordered') return;
    // First: from here on it stands in the list of erasures, and whatever comes after it reads as erased.
    await keys.destroy(person);
    const { about, begun } = await reportsAbout(person);
    for (const reportId of begun) {
      signal?.throwIfAborted();
      await keys.destroy(`report:${reportId}`);
    }
    for (let place = 0; place < about.length; place += atOnce) {
      signal?.throwIfAborted();
      await Promise.all(about.slice(place, place + atOnce).map((reportId) => eraseIn(reportId, person)));
    }
    await handler
      .execute(id, 'finish', { reports: about.length }, { actor: host })
      .catch((error: unknown) => {
        if (!(error instanceof WrongPhase)) throw error;
      });
  };

  /** Whether the keys of a person were destroyed for their own sake, and not with those of who began the report. */
  const isOfItsOwn = async (person: string): Promise<boolean> => {
    if (person.startsWith('citizen:')) return true;
    if (!person.startsWith('report:')) return false;
    const reportId = person.slice('report:'.length);
    for await (const first of reports.handler.history(reportId, { fromRevision: 0, toRevision: 0 }))
      return reportWorkflow.subjectOf?.(first, reportId) === person;
    return false;
  };

  return {
    react: async (events) => {
      for (const { stream, type, data } of events)
        if (type === 'ordered' && idInStream(erasureWorkflow, stream) !== undefined)
          await carryOut(String(data.person));
    },
    again: async () => {
      for await (const person of keys.destroyed()) {
        // One that is ordered is gone on with by who follows the log.
        if ((await handler.load(erasureIdOf(person))) !== undefined || !(await isOfItsOwn(person))) continue;
        const input = { person, ground: 'the keys say that it was erased before, and the log does not' };
        await handler.create('order', input, { actor: host });
        await carryOut(person);
      }
    },
  };
};
