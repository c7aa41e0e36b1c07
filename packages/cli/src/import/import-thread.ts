import { once } from 'node:events';
import { parentPort, workerData } from 'node:worker_threads';
import type { Reports, SlaPolicy } from '@phananh/core';
import { sentError } from '@phananh/core/engine';
import { policyMessage } from '@phananh/core/reports';
import type { RunningEvidence } from '@phananh/evidence';
import { coalesced } from '@phananh/sqlite';
import { openEvidence } from '../evidence/open-evidence.ts';
import { demandPolicyOfNew, policyToWrite } from '../setup/policy.ts';
import { openForFilling } from '../store/open-store.ts';
import { openReports } from '../store/policy-of-place.ts';
import { demandHeader, importFile } from './import-file.ts';
import { demandZone } from './map/zone.ts';
import type { PhotoTaking } from './photos.ts';
import { openSource } from './source/source-text.ts';
import type { ImportOrder, ImportThreadData, ImportThreadMessage } from './threaded-import.ts';

/** Imports a file in a thread of its own. */

const {
  file,
  map,
  place,
  policy: asked,
  corrections,
  evidence,
  photos: folder,
}: ImportThreadData = workerData;
const say = (message: ImportThreadMessage): void => parentPort?.postMessage(message);

const toldEveryMilliseconds = 50;

const [beginning, ending, closing] = [new AbortController(), new AbortController(), new AbortController()];
parentPort?.on('message', (order: ImportOrder) => {
  if (order === 'begin') beginning.abort();
  if (order === 'end') ending.abort();
  if (order === 'close') closing.abort();
});

/** Waits until one of some things was told. */
const told = async (...orders: readonly AbortController[]): Promise<void> => {
  const signal = AbortSignal.any(orders.map((order) => order.signal));
  if (!signal.aborted) await once(signal, 'abort');
};

/** Public copies are made by the host that follows the log: here many photos come at once. */
const openPhotos = (reports: Reports): Promise<RunningEvidence> =>
  openEvidence(place, { ...evidence, copies: false }, { reports, onError: () => {} });

/** Loaded when there are photos: whoever imports none starts faster without the library of images. */
const takingPhotos = async ({ evidence: taken }: RunningEvidence): Promise<PhotoTaking> => {
  const { photoTaking } = await import('./photo-taking.ts');
  const { fetchNetworks: networks } = evidence;
  return photoTaking(taken, {
    ...(folder !== undefined && { folder }),
    networks,
    http: map.photos?.http === true,
  });
};

try {
  const { text: beginningOfFile } = await openSource(file, map.format);
  await demandHeader({ map, text: beginningOfFile });
  const demandPolicy = (one: SlaPolicy): void => demandZone(map, one);
  demandPolicyOfNew(place, asked, demandPolicy);
  const source = await openSource(file, map.format);
  const store = await openForFilling(place);
  try {
    let imported = 0;
    const sayProgress = coalesced(
      () => say({ kind: 'progress', bytesRead: source.bytesRead(), events: imported }),
      toldEveryMilliseconds,
    );
    // For each of thousands of commits a message would wake the other thread.
    store.wakes?.subscribe(coalesced(() => say({ kind: 'grown' }), toldEveryMilliseconds));
    const policy = await policyToWrite(store, asked, demandPolicy);
    say({ kind: 'opened', size: source.size, policy: policyMessage(policy) });
    await told(beginning, closing);
    const reports = openReports(store, policy);
    await using running = map.photos && (await openPhotos(reports));
    const photos = running && (await takingPhotos(running));
    const { cut, ...counts } = await importFile({
      map,
      text: source.text,
      reports,
      ...(photos && { photos }),
      ...(corrections && { corrections }),
      onRejected: (row) => say({ kind: 'rejected', row }),
      onPhotoMissed: (photo) => say({ kind: 'photo-missed', photo }),
      onProgress: ({ events }) => {
        imported = events;
        sayProgress();
      },
      signal: AbortSignal.any([ending.signal, closing.signal]),
    });
    say({ kind: 'ended', counts, cut: cut && sentError(cut) });
    // Its writer is the last to close, also when the import was interrupted: the one that empties the write-ahead log.
    await told(closing);
  } finally {
    await store.close();
  }
} catch (error) {
  say({ kind: 'failed', error: sentError(error) });
} finally {
  parentPort?.close();
}
