import { systemClock } from '@phananh/core/engine';
import type { Command } from 'commander';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { CliError } from '../process/errors.ts';
import { logPlaces } from '../transparency/open-log.ts';

/** The lines that verifiers need. */
export const key = async (_: unknown, command: Command): Promise<void> => {
  const { json, resolved, ...place } = command.optsWithGlobals<CommonOptions>();
  const { folder, key: path } = logPlaces(place, resolved.settings.transparency);
  const { epochsIn, keysThatSigned, logSigners, openLogFolder, originOfEpoch, readLogKey, verifierKeys } =
    await import('@phananh/transparency');
  const { TransparencyError, textOfKey } = await import('@phananh/core/transparency');
  const known = readLogKey(path);
  if (known === undefined)
    throw new TransparencyError(
      'log-key-missing',
      `${path} is not there: the first start of a signer makes it`,
    );
  const epochs = epochsIn(folder);
  const newest = epochs.at(-1) ?? 1;
  for (const epoch of epochs.length === 0 ? [newest] : epochs) {
    const signed = await keysThatSigned(openLogFolder(folder, epoch), await verifierKeys(known, epoch));
    const signing = epoch === newest ? await logSigners(known, epoch) : [];
    const keys = new Map([...signed, ...signing.map((signer) => signer.key)].map((one) => [one.id, one]));
    if (keys.size === 0)
      say(
        `no key that signed ${originOfEpoch(known.origin, epoch)} is here: whoever was given its line keeps that`,
      );
    for (const one of keys.values()) {
      if (json === true) printJson({ epoch, origin: one.name, key: textOfKey(one) });
      else printLine(textOfKey(one));
    }
  }
};

export const rotate = async (_: unknown, command: Command): Promise<void> => {
  const {
    resolved,
    finish = false,
    ...place
  } = command.optsWithGlobals<CommonOptions & { finish?: boolean }>();
  const { key: path } = logPlaces(place, resolved.settings.transparency);
  const { readLogKey, withoutOldKeys, withSecondKey, writeLogKey } = await import('@phananh/transparency');
  const { TransparencyError } = await import('@phananh/core/transparency');
  const known = readLogKey(path);
  if (known === undefined) throw new TransparencyError('log-key-missing', `${path} is not there`);
  if (!finish && known.seeds.length > 1)
    throw new CliError('wrong-usage', 'two keys sign already: end the time of both by log rotate --finish');
  writeLogKey(path, finish ? withoutOldKeys(known) : withSecondKey(known), true);
  say(
    finish
      ? 'only the newest key signs from the next start of the signer on; what the older one signed still verifies'
      : 'both keys sign from the next start of the signer on: publish the new line, and end the time of both by --finish',
  );
  await key(_, command);
};

export const begin = async (_: unknown, command: Command): Promise<void> => {
  const { resolved, reason, json, ...place } = command.optsWithGlobals<CommonOptions & { reason: string }>();
  const { transparency } = resolved.settings;
  const { origin } = transparency;
  if (origin === undefined)
    throw new CliError('wrong-usage', 'no log is configured: transparency.origin names it');
  const { beginLog } = await import('@phananh/transparency');
  const begun = await beginLog({
    ...logPlaces(place, transparency),
    origin,
    reason,
    at: systemClock.now(),
  });
  if (begun === undefined)
    throw new CliError(
      'wrong-usage',
      'no checkpoint was published: the next start of the signer begins the log',
    );
  if (json === true) printJson({ origin: begun.checkpoint.origin, size: begun.size });
  else
    printLine(`${begun.checkpoint.origin} begins; its first entry commits to the last checkpoint before it`);
};
