import { existsSync } from 'node:fs';
import type { EventStore } from '@phananh/core';
import { idOfSigner, logSignerWorkflow } from '@phananh/core/audit';
import { streamOf, systemClock } from '@phananh/core/engine';
import { beginSealing } from '@phananh/core/privacy';
import { lifecycleWorkflows } from '@phananh/core/reports';
import { backUpSqliteFile, sealedAt } from '@phananh/sqlite';
import { copyWithDigest } from '../backup/files.ts';
import { copyClock } from '../copy/copy-log.ts';
import { encryptLog, oldLogOf, tellingAppends, verifyEncrypted } from '../copy/encrypt-log.ts';
import { exitCodes, printJson, printLine, say } from '../output/output.ts';
import { countRows, grouped } from '../output/table.ts';
import { endSignal } from '../process/end-signals.ts';
import { CliError } from '../process/errors.ts';
import { stopwatch } from '../process/stopwatch.ts';
import { progressBar } from '../progress/progress.ts';
import { besideStore } from '../store/beside-store.ts';
import { endOfLog } from '../store/end-of-log.ts';
import { withIdentity } from '../store/identity.ts';
import { keyPlaces, sealingOf } from '../store/key-places.ts';
import { openSealing } from '../store/open-sealing.ts';
import { openAsStored, openForCopying } from '../store/open-store.ts';
import { readModelsPath } from '../store/read-models-path.ts';
import { type StorePlace, shownStore } from '../store/store-address.ts';

/** Copies a log into a new store in which everything personal is encrypted: the only time that stored events change their bytes. */
export const copyEncrypted = async ({
  source: from,
  target: to,
  json,
}: {
  readonly source: StorePlace;
  readonly target: StorePlace;
  readonly json: boolean | undefined;
}): Promise<void> => {
  const elapsed = stopwatch();
  using end = endSignal();
  await using closing = new AsyncDisposableStack();
  const stored = await openAsStored(from);
  closing.defer(() => stored.close());
  const clock = copyClock();
  const below = await openForCopying(to.store, clock);
  closing.defer(() => below.close());
  for await (const _ of below.readAll({ limit: 1 }))
    throw new CliError(
      'copy-differs',
      `${shownStore(to.store)} has events already: --encrypt takes a new store`,
    );
  await bringKeys(from, to);
  const length = await endOfLog(stored);
  const reading = progressBar(length);
  const old = await oldLogOf(stored, ({ position, events }) => reading.update(position, events)).finally(
    reading.stop,
  );
  const { store: source, keys: oldKeys } = await openSealing(from, stored);
  closing.defer(() => oldKeys.close());
  const appends = tellingAppends(below);
  const workflows = withIdentity(from.workflows);
  const { store: target, keys } = await sealedAt(appends.below, sealingOf(to), { workflows, clock });
  closing.defer(() => keys.close());
  for await (const { metadata } of stored.readAll({ limit: 1 })) clock.set(metadata.recordedAt);
  // The first entry of the new log: what it was made of.
  await beginSealing(below, { keys, clock, copyOf: { ...old, at: systemClock.now() } });
  const copying = progressBar(length);
  const events = await encryptLog({
    source,
    target,
    clock,
    handed: appends.handed,
    signal: end.signal,
    onProgress: (progress) => copying.update(progress.position, progress.events),
  }).finally(copying.stop);
  if (end.signal.aborted) {
    say('Interrupted. Delete the new store, and give the same command again.');
    process.exitCode = exitCodes.failed;
    return;
  }
  if (events !== old.events)
    throw new CliError(
      'copy-differs',
      'the source has grown meanwhile: stop its hosts and begin again with a new target',
    );
  say(`${grouped(events)} events copied; every one is compared …`);
  const judged = [...lifecycleWorkflows, ...workflows.map(({ workflow }) => workflow)];
  await verifyEncrypted({ source, target, stored: below, workflows: judged });
  const seconds = elapsed();
  const destroy = toDestroy(from);
  if (json === true) printJson({ events, oldLog: old.digest, destroy, seconds });
  else {
    printLine(countRows([['events', events]]));
    printLine(`equal, event by event, and nothing personal in clear; SHA-256 of the old log ${old.digest}`);
    printLine(`${shownStore(from.store)} → ${shownStore(to.store)} in ${seconds} s`);
  }
  say('Erasure reaches the new log alone. Once it serves, destroy:');
  for (const one of destroy) say(`  ${one}`);
  say('Its photos go with the new log: rename their folder, or name it in evidence.folder.');
  if (await hasSigner(stored))
    say(
      `Its transparency log is continued: move its folder and its key to where the host of the new store has them (${besideStore(to, '.log')} and ${besideStore(to, '.log.key')} by default), and begin the next log before that host starts: phananh log begin --reason "…"`,
    );
};

const hasSigner = async (store: Pick<EventStore, 'readStream'>): Promise<boolean> => {
  for await (const _ of store.readStream(streamOf(logSignerWorkflow, idOfSigner), { limit: 1 })) return true;
  return false;
};

/** The new log goes on with the keys of the old one, photos and all: they are taken along where they lie beside it. */
const bringKeys = async (from: StorePlace, to: StorePlace): Promise<void> => {
  const [old, own] = [keyPlaces(from, from.sealing ?? {}), keyPlaces(to, to.sealing ?? {})];
  const move = async (
    path: string | undefined,
    into: string | undefined,
    isDatabase: boolean,
  ): Promise<void> => {
    if (path === undefined || into === undefined || path === into) return;
    if (!existsSync(path) || existsSync(into)) return;
    if (isDatabase) backUpSqliteFile(path, into);
    else await copyWithDigest(path, into);
  };
  await move(old.keyEncryptionKey, own.keyEncryptionKey, false);
  await move(old.keys, own.keys, true);
};

/** Everything that has what is personal in clear, or the keys to it, as far as it is known here. */
const toDestroy = (from: StorePlace): readonly string[] => {
  const { store } = from;
  const beside = [besideStore(from, '.keys.db'), besideStore(from, '.key')].filter(
    (path) => from.sealing?.keys !== path && existsSync(path),
  );
  return [
    ...(store.scheme === 'sqlite'
      ? [store.path, `${store.path}-wal`, `${store.path}-shm`].filter(existsSync)
      : [`${shownStore(store)}: its streams, deleted and scavenged on every node`]),
    ...[readModelsPath(from)].filter(existsSync).map((path) => `${path} (its read models)`),
    ...beside.map((path) => `${path} (its keys, which were copied)`),
    'every backup and copy of it, and every file that was exported from it',
  ];
};
