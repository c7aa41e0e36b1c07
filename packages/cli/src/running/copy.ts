import { copyClock, copyLog } from '../copy/copy-log.ts';
import { verifyCopy } from '../copy/verify-copy.ts';
import { exitCodes, printJson, printLine, say } from '../output/output.ts';
import { countRows, grouped } from '../output/table.ts';
import { endSignal } from '../process/end-signals.ts';
import { CliError } from '../process/errors.ts';
import { stopwatch } from '../process/stopwatch.ts';
import { progressBar } from '../progress/progress.ts';
import { endOfLog } from '../store/end-of-log.ts';
import { closing, openAsStored, openForCopying } from '../store/open-store.ts';
import { type SealingSettings, type StoreAddress, shownStore } from '../store/store-address.ts';
import { copyEncrypted } from './copy-encrypted.ts';

export interface CopyCommandOptions {
  readonly from: StoreAddress;
  readonly to: StoreAddress;
  readonly json?: boolean;
  readonly encrypt?: boolean;
  readonly sealing?: SealingSettings;
}

export const run = async ({ encrypt = false, ...options }: CopyCommandOptions): Promise<void> => {
  const { from, to, sealing, json } = options;
  if (JSON.stringify(from) === JSON.stringify(to))
    throw new CliError('wrong-usage', '--from and --to are the same store');
  if (!encrypt) return copyAsStored(options);
  const own = { sealing: { ...sealing, encrypt: true } };
  return copyEncrypted({ source: { store: from, ...own }, target: { store: to, ...own }, json });
};

const copyAsStored = async ({ from, to, json }: CopyCommandOptions): Promise<void> => {
  const elapsed = stopwatch();
  const clock = copyClock();
  const source = await openAsStored({ store: from });
  const target = await openForCopying(to, clock).catch(closing(source));
  using end = endSignal();
  try {
    const copying = progressBar(await endOfLog(source));
    const onCopied = ({ position, events }: { position: number; events: number }) =>
      copying.update(position, events);
    const copied = await copyLog({
      source,
      target,
      clock,
      signal: end.signal,
      onProgress: onCopied,
    }).finally(copying.stop);
    if (end.signal.aborted) {
      say('Interrupted. What was copied stays; the same command goes on from there.');
      process.exitCode = exitCodes.failed;
      return;
    }
    say(`${grouped(copied.copied)} events copied; every one is compared …`);
    const comparing = progressBar(copied.position);
    const { alreadyThere, position } = copied;
    const verified = await verifyCopy({
      source,
      target,
      upTo: position,
      onProgress: (progress) => comparing.update(progress.position, progress.events),
    }).finally(comparing.stop);
    let sourceHasMore = false;
    for await (const _ of source.readAll({ after: position, limit: 1 })) sourceHasMore = true;
    const seconds = elapsed();
    const { events, streams, digest, targetPosition } = verified;
    const counts = { events, streams, copied: copied.copied, alreadyThere };
    if (json === true)
      printJson({ ...counts, digest, sourcePosition: position, targetPosition, sourceHasMore, seconds });
    else {
      printLine(countRows(Object.entries(counts)));
      printLine(`equal, event by event; SHA-256 ${digest}`);
      printLine(`${shownStore(from)} → ${shownStore(to)} in ${seconds} s`);
    }
    if (sourceHasMore) say('The source has grown meanwhile: stop its hosts and give the same command again.');
  } finally {
    await target.close();
    await source.close();
  }
};
