import type { BundleFault, VerifiedBundle, VerifiedEvent } from '@phananh/core/transparency';
import { readText } from '../config/json-file.ts';
import { exitCodes, printJson, printLine } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { counted } from '../output/table.ts';
import { trustIn } from '../transparency/outside-trust.ts';

/** One report with its proofs, offline, against the keys that somebody has from elsewhere. */
export const verifyBundleFile = async (
  path: string,
  {
    trust: named,
    json = false,
  }: { readonly trust?: string | undefined; readonly json?: boolean | undefined },
): Promise<void> => {
  const { readBundle, verifyBundle } = await import('@phananh/core/transparency');
  const { nodeCrypto } = await import('@phananh/transparency');
  const bundle = readBundle(readText(path));
  const found = await verifyBundle(nodeCrypto, bundle, await trustIn(named));
  const signed = found.signatures.map(({ key, time }) => ({
    name: key.name,
    id: key.id,
    ...(time !== undefined && { at: new Date(Number(time) * 1000).toISOString() }),
  }));
  const { verdict, faults, checkpoint, events } = found;
  if (json)
    printJson({
      verdict: words[verdict],
      stream: bundle.stream,
      origin: bundle.origin,
      size: checkpoint === undefined ? null : String(checkpoint.size),
      signed,
      events: events.map(eventJson),
      uncovered: bundle.uncovered,
      faults,
    });
  else {
    for (const event of events) printLine(eventLine(event));
    for (const fault of faults) printLine(faultLine(fault));
    const by = signed.map(({ name, at }) => (at === undefined ? name : `${name} at ${shown(at)}`)).join(', ');
    printLine(
      `${words[verdict]}: ${counted(events.length, 'event')} of ${bundle.stream}, by a checkpoint of ${bundle.origin} at size ${
        checkpoint?.size ?? '?'
      }${by === '' ? '' : `, signed by ${by}`}`,
    );
  }
  if (verdict !== 'verified') process.exitCode = exitCodes.failed;
};

/** Nothing says here which zone the case is of: the offset stands beside it. */
const shown = shownIn(Intl.DateTimeFormat().resolvedOptions().timeZone);

const words = {
  verified: 'verified',
  'self-signed': 'self-signed, not verified',
  wrong: 'not verified',
} as const satisfies { readonly [verdict in VerifiedBundle['verdict']]: string };

const eventJson = ({ header, holds, withheld, blobs, personal, opened }: VerifiedEvent) => ({
  revision: header.rev,
  type: header.type,
  recordedAt: header.at,
  entry: header.pos,
  holds,
  ...(withheld !== undefined && { withheld }),
  evidence: blobs,
  personal,
  ...(opened.length > 0 && { opened }),
});

const eventLine = ({ header, holds, withheld, blobs, personal, opened }: VerifiedEvent): string =>
  [
    `${holds ? '✓' : '✗'} revision ${header.rev}, recorded ${shown(header.at)}, entry ${header.pos}: ${header.type}`,
    ...(withheld === undefined ? [] : [`what it says is withheld (${withheld})`]),
    ...(personal.length === 0 ? [] : [`encrypted: ${personal.join(', ')}`]),
    ...(blobs.length === 0 ? [] : [`evidence ${blobs.join(', ')}`]),
    ...opened.map(({ field, value }) => `not proven, by the host: ${field} ${JSON.stringify(value)}`),
  ].join('; ');

const faultLine = ({ kind, event, revision, type, what }: BundleFault): string => {
  const where =
    revision === undefined
      ? event === undefined
        ? []
        : [`event ${event}`]
      : [`revision ${revision} (${type})`];
  return [`wrong ${kind}`, ...where, what].join(': ');
};
