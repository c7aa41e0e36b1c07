import { parentPort, workerData } from 'node:worker_threads';
import { createWakes } from '@phananh/core/store';
import { sqliteEventStore } from '../event-store/sqlite-event-store.ts';
import { openForWriting } from './open.ts';
import { adoptLog, followInto } from './read-models.ts';
import { reportTimerSource } from './report-timers.ts';
import type { ProjectionThreadData, ProjectionThreadMessage } from './threaded-read-models.ts';

/** Computes the read models beside the host's thread, so that catching up holds up no request. */

const { path, eventStorePath, utcOffsetMinutes, policy }: ProjectionThreadData = workerData;
const say = (message: ProjectionThreadMessage): void => parentPort?.postMessage(message);

const wakes = createWakes();
const ending = new AbortController();
parentPort?.on('message', (message: 'wake' | 'end') => (message === 'end' ? ending.abort() : wakes.wake()));

const database = openForWriting(path);
const store = sqliteEventStore(eventStorePath, { readonly: true, wakes });
try {
  await adoptLog(database, store);
  say({ kind: 'ready' });
  await followInto(database, store, {
    signal: ending.signal,
    utcOffsetMinutes,
    timers: policy && reportTimerSource(policy),
    onApplied: (position) => say({ kind: 'applied', position }),
  });
} catch (error) {
  say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
} finally {
  await store.close();
  database.close();
  parentPort?.close();
}
