import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { Position } from '@phananh/core';
import { systemClockGuard } from '@phananh/core/engine';
import { createWakes } from '@phananh/core/store';
import { failureOf } from '../../failure-of.ts';
import { persistently } from '../../persistently.ts';
import {
  type BuildProgress,
  buildBeside,
  removeUnfinished,
  type TakeOver,
} from '../building/build-beside.ts';
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
import { rebuildBeside } from './rebuild-beside.ts';
import { yieldToOthers } from './yield-to-others.ts';

/** The thread `phananh-projections`: computes the read models, so that no request waits while it catches up with the log. */

const data: ProjectionThreadData = workerData;
const { path, log, sealing, hosted, rebuild, retrySkipped, acceptLog, keepUnfinished, untilTold, faults } =
  data;
const say = (message: ProjectionThreadMessage): void => parentPort?.postMessage(message);

const wakes = createWakes();
const ending = new AbortController();
const completing = new AbortController();
/** What somebody asked for while the log is followed; undefined: nothing is computed anew. */
let rebuilt: Promise<void> | undefined;
let isFollowing = false;
/** Aborted when a file that was asked for is complete: who follows the log into the old one makes room. */
let changing = new AbortController();
/** The file that waits for that. */
let waiting: TakeOver | undefined;
/** Tells whether a new file is in place; the host closes its connection to the old one, and renames the new one. */
const placing = new EventTarget();
parentPort?.on('message', (order: ProjectionThreadOrder) => {
  switch (order) {
    case 'wake':
      return wakes.wake();
    case 'complete':
      return completing.abort();
    case 'end':
      return ending.abort();
    case 'placed':
    case 'not-placed':
      return void placing.dispatchEvent(new Event(order));
    case 'rebuild':
    case 'rebuild-all':
      rebuilt ??= rebuildAsked(order === 'rebuild-all').finally(() => {
        rebuilt = undefined;
      });
  }
});

const side = readSideOf(await hostedOf(hosted), systemClockGuard());
const opening = { wakes, cacheKibibytes: 2_048, findFault: side.faultOf, sealing };
const openLog = await logOpener(log, {
  ...opening,
  change: (state) => say({ kind: 'followed', state }),
});
const store = openLog();
const { signal } = ending;

/** Somebody asks for new tables while those that are there are followed. */
async function rebuildAsked(all: boolean): Promise<void> {
  if (!isFollowing) return say({ kind: 'not-built', message: 'the log is not followed' });
  try {
    const built = await rebuildBeside({
      path,
      side,
      openLog: async () => (await logOpener(log, opening))(),
      signal,
      retrySkipped: all,
      onProgress: (progress) => say({ kind: 'progress', ...progress }),
    });
    if (built === undefined) return;
    waiting = built;
    changing.abort();
  } catch (error) {
    say({ kind: 'not-built', message: failureOf(error).message });
  }
}

let isAsked = rebuild;
const build = async (): Promise<void> => {
  if (!acceptLog) await assertLogAsSeen(path, store);
  const asked = isAsked ? { why: 'it was asked for', servable: true } : undefined;
  const reason = (await whyRebuild(path, store, side)) ?? asked;
  if (reason === undefined) return;
  // Two would write into one file.
  await rebuilt;
  say({ kind: 'building', ...reason });
  const building = { signal, retrySkipped, ...(untilTold && { until: completing.signal }) };
  const onProgress = progressTold((await store.lastRecorded?.())?.position ?? null);
  const built = await buildBeside(path, store, side, { ...building, onProgress });
  if (built === undefined) return;
  isAsked = false;
  await place(built);
};

const progressTold =
  (of: Position | null) =>
  (progress: BuildProgress): void =>
    say({ kind: 'progress', ...progress, of });

/** Has the host put the new file in place. Nobody has the old one open meanwhile. */
const place = async (built: TakeOver): Promise<void> => {
  const answers = [once(placing, 'placed'), once(placing, 'not-placed'), once(signal, 'abort')];
  say({ kind: 'built', ...built });
  const [answer]: readonly Event[] = await Promise.race(answers);
  if (answer?.type === 'not-placed') removeUnfinished(path);
};

let room = faults?.room;
/** Once a start: this version may know what the one before it did not, and nothing else would say so. */
let isRetried = false;

const follow = async (going: () => void): Promise<void> => {
  await build();
  while (!signal.aborted) {
    await followUntilChange(going);
    if (!changing.signal.aborted || signal.aborted) return;
    changing = new AbortController();
    if (waiting !== undefined) await place(waiting);
    waiting = undefined;
  }
};

const followUntilChange = async (going: () => void): Promise<void> => {
  const database = openForWriting(path, side);
  try {
    if (room !== undefined) limitRoom(database, room);
    room = undefined;
    if (!isRetried) retryParked(database);
    isRetried = true;
    isFollowing = true;
    say({ kind: 'ready' });
    await followInto(database, store, side, {
      signal: AbortSignal.any([signal, changing.signal]),
      onApplied: (position) => {
        going();
        say({ kind: 'applied', position });
      },
    });
  } finally {
    isFollowing = false;
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
  await rebuilt;
  await store.close();
  if (!keepUnfinished) removeUnfinished(path);
  parentPort?.close();
}
