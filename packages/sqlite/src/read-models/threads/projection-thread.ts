import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import { systemClockGuard } from '@phananh/core/engine';
import { createWakes } from '@phananh/core/store';
import { failureOf } from '../../failure-of.ts';
import { persistently } from '../../persistently.ts';
import { buildBeside, removeUnfinished } from '../building/build-beside.ts';
import { limitRoom, openForWriting } from '../building/open.ts';
import { assertLogAsSeen } from '../building/same-log.ts';
import { whyRebuild } from '../building/why-rebuild.ts';
import { hostedOf } from '../hosted/hosted-message.ts';
import { readSideOf } from '../hosted/read-side-of.ts';
import { retryParked } from '../parked/parked-orders.ts';
import { followInto } from '../serving/follow-into.ts';
import { logOpener } from './open-log.ts';
import type {
  ProjectionThreadData,
  ProjectionThreadMessage,
  ProjectionThreadOrder,
} from './projection-thread-messages.ts';
import { yieldToOthers } from './yield-to-others.ts';

/** The thread `phananh-projections`: computes the read models, so that no request waits while it catches up with the log. */

const data: ProjectionThreadData = workerData;
const { path, log, sealing, hosted, rebuild, retrySkipped, acceptLog, keepUnfinished, untilTold, faults } =
  data;
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

const side = readSideOf(await hostedOf(hosted), systemClockGuard());
const openLog = await logOpener(log, {
  wakes,
  cacheKibibytes: 2_048,
  change: (state) => say({ kind: 'followed', state }),
  findFault: side.faultOf,
  sealing,
});
const store = openLog();
const { signal } = ending;

let isAsked = rebuild;
const build = async (): Promise<void> => {
  if (!acceptLog) await assertLogAsSeen(path, store);
  const asked = isAsked ? { why: 'it was asked for', servable: true } : undefined;
  const reason = (await whyRebuild(path, store, side)) ?? asked;
  if (reason === undefined) return;
  say({ kind: 'building', ...reason });
  const building = { signal, retrySkipped, ...(untilTold && { until: completing.signal }) };
  if (!(await buildBeside(path, store, side, building))) return;
  isAsked = false;
  say({ kind: 'built' });
  // The host closes its connection to the old file, renames the new one, and tells with the order `placed`.
  await Promise.race([placed, once(signal, 'abort')]);
};

let room = faults?.room;
/** Once a start: this version may know what the one before it did not, and nothing else would say so. */
let isRetried = false;

const follow = async (going: () => void): Promise<void> => {
  await build();
  if (signal.aborted) return;
  const database = openForWriting(path, side);
  try {
    if (room !== undefined) limitRoom(database, room);
    room = undefined;
    if (!isRetried) retryParked(database);
    isRetried = true;
    say({ kind: 'ready' });
    await followInto(database, store, side, {
      signal,
      onApplied: (position) => {
        going();
        say({ kind: 'applied', position });
      },
    });
  } finally {
    database.close();
  }
};

await yieldToOthers(path);
try {
  await persistently(follow, {
    signal,
    onError: (error) => {
      say({ kind: 'failed', ...failureOf(error) });
    },
    ...(faults && { pause: faults.pause }),
  });
} finally {
  await store.close();
  if (!keepUnfinished) removeUnfinished(path);
  parentPort?.close();
}
