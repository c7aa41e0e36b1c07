import { readJsonFile } from '../config/json-file.ts';
import { exitCodes, printJson, printLine } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { CliError } from '../process/errors.ts';
import { trustIn } from '../transparency/outside-trust.ts';

/** A receipt, against the key of the log that somebody has from elsewhere. */
export const verifyReceipt = async (
  path: string,
  {
    trust: named,
    json = false,
  }: { readonly trust?: string | undefined; readonly json?: boolean | undefined },
): Promise<void> => {
  const { receiptIn, verifyEntry } = await import('@phananh/core/transparency');
  const receipt = receiptIn(readJsonFile(path, 'unreadable-source'));
  if (receipt === undefined) throw new CliError('unreadable-source', `${path} is no receipt`);
  const { nodeCrypto } = await import('@phananh/transparency');
  const trust = await trustIn(named);
  const { header, checkpoint, signatures } = await verifyEntry(nodeCrypto, receipt, trust);
  const verdict = signatures === undefined ? 'self-signed, not verified' : 'verified';
  const { stream, rev, type, at, pos } = header;
  const signed = (signatures ?? []).map(({ key }) => key.name);
  if (json)
    printJson({
      verdict,
      stream,
      revision: rev,
      type,
      at,
      entry: pos,
      size: String(checkpoint.size),
      signed,
      signaturesChecked: signatures !== undefined,
    });
  else
    printLine(
      `${verdict}: revision ${rev} of ${stream} (${type}), recorded ${shownIn(Intl.DateTimeFormat().resolvedOptions().timeZone)(at)}, is entry ${pos} of ${checkpoint.origin} at size ${checkpoint.size}${
        signatures === undefined
          ? '; no signature was checked: a receipt carries no key, and no trust file (--trust) names one'
          : `, signed by ${signed.join(', ')}`
      }`,
    );
  if (signatures === undefined) process.exitCode = exitCodes.failed;
};
