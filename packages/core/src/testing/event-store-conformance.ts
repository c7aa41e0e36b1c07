import { describe } from 'vitest';
import type { EventStore } from '../engine/log/event-store.ts';
import { appendExpectedRevision } from './conformance/append-expected-revision.ts';
import { appendIdempotency } from './conformance/append-idempotency.ts';
import { appendRelated } from './conformance/append-related.ts';
import { appendValidity } from './conformance/append-validity.ts';
import { close } from './conformance/close.ts';
import { contents } from './conformance/contents.ts';
import { model } from './conformance/model.ts';
import { readAll } from './conformance/read-all.ts';
import { readStream } from './conformance/read-stream.ts';
import type { ConformanceSubject } from './conformance/subject.ts';
import { subscribe } from './conformance/subscribe.ts';

/**
 * Everything that the event store port promises, as vitest tests. Call it in a spec file of your adapter.
 *
 * @param makeStore an empty store, a new one at every call; the tests close it
 */
export const eventStoreConformance = (
  makeStore: () => EventStore | Promise<EventStore>,
  options: Omit<ConformanceSubject, 'makeStore'>,
): void => {
  const subject: ConformanceSubject = { makeStore, ...options };
  describe(`${options.name} keeps the promises of the event store port`, () => {
    appendExpectedRevision(subject);
    appendRelated(subject);
    appendIdempotency(subject);
    appendValidity(subject);
    contents(subject);
    readStream(subject);
    readAll(subject);
    subscribe(subject);
    close(subject);
    model(subject);
  });
};
