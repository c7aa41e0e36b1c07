import { once } from 'node:events';
import { stat } from 'node:fs/promises';
import { constants, getPriority, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { type EventStore, systemClock } from '@phananh/core';
import { createWakes } from '@phananh/core/store';
import { sqliteEventStore } from '../event-store/sqlite-event-store.ts';
import { openForWriting } from './open.ts';
import { makingOf } from './read-models.ts';
import { buildBeside, followInto, whyRebuild } from './rebuild.ts';
import { policyOf } from './report-timers.ts';
import type {
  LogModule,
  OpenLog,
  ProjectionThreadData,
  ProjectionThreadMessage,
  ProjectionThreadOrder,
} from './threaded-read-models.ts';

/** Computes the read models beside the host's thread, so that catching up holds up no request. */

const { path, log, policy, rebuild, retrySkipped, untilTold }: ProjectionThreadData = workerData;
const say = (message: ProjectionThreadMessage): void => parentPort?.postMessage(message);

const wakes = createWakes();
const ending = new AbortController();
const completing = new AbortController();
const placed = once(ending.signal, 'placed');
parentPort?.on('message', (order: ProjectionThreadOrder) => {
  if (order === 'wake') wakes.wake();
  if (order === 'complete') completing.abort();
  if (order === 'end') ending.abort();
  if (order === 'placed') ending.signal.dispatchEvent(new Event('placed'));
});

const openModule = async ({ module, address }: LogModule): Promise<EventStore> => {
  const { openLog }: { readonly openLog: OpenLog } = await import(module);
  return openLog(address, { change: (state) => say({ kind: 'followed', state }) });
};
const store: EventStore =
  typeof log === 'string'
    ? sqliteEventStore(log, { readonly: true, wakes, cacheKibibytes: 2_048 })
    : await openModule(log);
const making = makingOf(policy && policyOf(policy), systemClock);
const { signal } = ending;

const build = async (): Promise<void> => {
  const asked = rebuild ? { why: 'it was asked for', servable: true } : undefined;
  const reason = (await whyRebuild(path, store, making)) ?? asked;
  if (reason === undefined) return;
  say({ kind: 'building', ...reason });
  const building = { signal, retrySkipped, ...(untilTold && { until: completing.signal }) };
  if (!(await buildBeside(path, store, making, building))) return;
  say({ kind: 'built' });
  // The host closes its own connection before a file is put in place of the one that it reads.
  await Promise.race([placed, once(signal, 'abort')]);
};

/**
 * On a machine that is full, whoever decides and answers comes before the read models. Linux keeps a priority for each thread;
 * elsewhere it would be that of the whole process.
 */
const yieldToOthers = async (): Promise<void> => {
  if (process.platform !== 'linux') return;
  // A thread has the priority of whoever starts it: those that the whole process shares begin with their first work.
  await stat(path).catch(() => {});
  const ownThread = 0;
  try {
    setPriority(ownThread, Math.max(getPriority(ownThread), constants.priority.PRIORITY_BELOW_NORMAL));
  } catch {
    // Where that is not allowed it goes on as it was.
  }
};

await yieldToOthers();
try {
  await build();
  if (!signal.aborted) {
    const database = openForWriting(path);
    try {
      say({ kind: 'ready' });
      await followInto(database, store, making, {
        signal,
        onApplied: (position) => say({ kind: 'applied', position }),
      });
    } finally {
      database.close();
    }
  }
} catch (error) {
  say({ kind: 'failed', message: error instanceof Error ? error.message : String(error) });
} finally {
  await store.close();
  parentPort?.close();
}
