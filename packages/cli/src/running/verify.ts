import type { TrustPolicy } from '@phananh/core/transparency';
import type { EarlierLog, LogFault } from '@phananh/transparency';
import { readText } from '../config/json-file.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { exitCodes, printJson, printLine } from '../output/output.ts';
import { counted, grouped } from '../output/table.ts';
import { CliError } from '../process/errors.ts';
import { progressBar } from '../progress/progress.ts';
import { endOfLog } from '../store/end-of-log.ts';
import { openAsStored } from '../store/open-store.ts';
import { logPlaces } from '../transparency/open-log.ts';
import { trustIn } from '../transparency/outside-trust.ts';
import { verifyBundleFile } from './verify-bundle.ts';
import { verifyReceipt } from './verify-receipt.ts';

export interface VerifyOptions extends CommonOptions {
  readonly checkpoint?: readonly string[];
  readonly bundle?: string;
  readonly receipt?: string;
  readonly trust?: string;
}

/** One thing that somebody was given, or the whole store. */
export const run = async ({ bundle, receipt, trust, ...options }: VerifyOptions): Promise<void> => {
  if (bundle !== undefined && receipt !== undefined)
    throw new CliError('wrong-usage', 'one thing at a time: --bundle or --receipt');
  if (bundle !== undefined) return verifyBundleFile(bundle, { trust, json: options.json });
  if (receipt !== undefined) return verifyReceipt(receipt, { trust, json: options.json });
  return verifyWholeStore({ ...options, ...(trust !== undefined && { trust }) });
};

/** The store against every checkpoint of its log. */
const verifyWholeStore = async ({
  checkpoint = [],
  trust,
  json,
  resolved,
  ...place
}: VerifyOptions): Promise<void> => {
  const { verifyLog } = await import('@phananh/transparency');
  const notes = checkpoint.map((path) => readText(path));
  const policy = await trustIn(trust);
  const store = await openAsStored(place);
  try {
    const progress = progressBar(await endOfLog(store));
    const found = await verifyLog({
      store,
      ...logPlaces(place, resolved.settings.transparency),
      checkpoints: notes,
      onProgress: (position, events) => progress.update(position, events),
    }).finally(() => progress.stop());
    const { faults, newest, ...sums } = found;
    const unheld = unheldOf(found.earlier);
    // Who names the newest log in a trust file was told why it was begun.
    const isUnheld = unheld > 0 && policy === undefined;
    for (const fault of faults) {
      if (json === true) printJson(fault);
      else printLine(faultLine(fault));
    }
    const size = newest?.size ?? null;
    if (json === true) printJson({ ...sums, size, faults: faults.length, unheld });
    else {
      for (const one of found.earlier) printLine(earlierLine(one));
      printLine(
        `${found.origin}: ${counted(sums.events, 'event')} against ${counted(sums.checkpoints, 'checkpoint')}, ${
          sums.uncovered === 0 ? 'all covered' : `${grouped(sums.uncovered)} not covered yet`
        }: ${verdictOf(faults.length, newest !== undefined)}`,
      );
      if (isUnheld)
        printLine(
          `not held: ${grouped(unheld)} ${unheld === 1 ? 'entry' : 'entries'} of earlier logs. Whoever was told by the operator why the log was begun anew, and trusts the new one, names it in a trust file (--trust)`,
        );
    }
    if (faults.length > 0 || newest === undefined || isUnheld) process.exitCode = exitCodes.failed;
    if (policy !== undefined && newest !== undefined) await sayTrusted(newest.note, policy, json);
  } finally {
    await store.close();
  }
};

const verdictOf = (faults: number, isSigned: boolean): string => {
  if (faults > 0) return counted(faults, 'fault');
  return isSigned
    ? 'nothing was altered'
    : 'no checkpoint is here, so that nothing can be said. A host that has just begun signs the first one within a minute';
};

/** How many entries of earlier logs nobody can find in the store: their key is not here, or the store was put back to before them. */
const unheldOf = (earlier: readonly EarlierLog[]): number =>
  earlier.reduce((sum, { standing, size, lost }) => sum + (standing === 'other-key' ? size : lost), 0);

/** Who signed the newest checkpoint. @throws `untrusted-checkpoint` where that is less than the trust file demands */
const sayTrusted = async (note: string, policy: TrustPolicy, json: boolean | undefined): Promise<void> => {
  const { trustedCheckpoint } = await import('@phananh/core/transparency');
  const { nodeCrypto } = await import('@phananh/transparency');
  const { origin, size, signatures } = await trustedCheckpoint(nodeCrypto, note, policy);
  const signedBy = signatures.map(({ key }) => key.name);
  if (json === true) printJson({ trusted: origin, size: String(size), signedBy });
  else printLine(`trusted: ${origin} at size ${size}, signed by ${signedBy.join(', ')}`);
};

/** What the store still has of a log that the newest one continues. */
const earlierLine = ({ origin, size, standing, lost, reason, at }: EarlierLog): string => {
  const held = {
    held:
      lost === 0
        ? 'held against the store'
        : `held against the store: the last ${lost === 1 ? 'one is' : `${grouped(lost)} are`} not in it as signed`,
    'other-key': 'signed with a key that is not here, and so not held against the store',
    copied: 'of the store that this one was encrypted from, and so not held against it',
  }[standing];
  const why = reason === '' ? '' : `; continued ${at}: ${JSON.stringify(reason)}`;
  return `${origin}: ${grouped(size)} ${size === 1 ? 'entry' : 'entries'}, ${held}${why}`;
};

/** Such as `changed: entry 41, position 42, revision 4 of report-1 (resolved): what it says is not what was signed`. */
const faultLine = ({
  kind,
  log,
  entry,
  lastEntry,
  position,
  stream,
  revision,
  type,
  checkpoint,
  what,
}: LogFault): string => {
  const places = [
    ...(log === undefined ? [] : [log]),
    ...(entry === undefined
      ? []
      : [lastEntry === undefined ? `entry ${entry}` : `entries ${entry} to ${lastEntry}`]),
    ...(position === undefined ? [] : [`position ${position}`]),
    ...(stream === undefined ? [] : [`revision ${revision} of ${stream} (${type})`]),
    ...(checkpoint === undefined ? [] : [`checkpoint ${checkpoint}`]),
  ];
  return `${kind}: ${[places.join(', '), what].filter((part) => part !== '').join(': ')}`;
};
