import { fetchSource, fileAt } from '@phananh/evidence';
import { attachAnywhere } from '../admin/attach.ts';
import type { RemoteOptions } from '../admin/through-url.ts';
import { isAddress, shownSource } from '../import/photo-source.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { CliError } from '../process/errors.ts';
import { reportIdFor } from '../store/find-report.ts';

interface AttachOptions extends CommonOptions, RemoteOptions {
  readonly allowHttp?: boolean;
}

/** Of one event. */
const most = 20;

export const run = async (
  named: string,
  sources: readonly string[],
  options: AttachOptions,
): Promise<void> => {
  if (sources.length > most)
    throw new CliError('wrong-usage', `at most ${most} photos or videos are added at once`);
  const { evidence } = options.resolved.settings;
  const reportId = await reportIdFor(named, options);
  const { fetchNetworks: networks } = evidence;
  const read = (source: string): AsyncIterable<Uint8Array> =>
    isAddress(source) ? fetchSource(source, { networks, http: options.allowHttp === true }) : fileAt(source);
  let reading: string | undefined;
  const opened = sources.map((source) => () => {
    reading = source;
    return read(source);
  });
  const onTaken = (): void => {
    reading = undefined;
  };
  try {
    const given = await attachAnywhere(options, evidence, { reportId, sources: opened, onTaken });
    if (options.json === true) return printJson({ reportId, ...given });
    const { attachments, revision } = given;
    if (attachments === undefined)
      return printLine(`${sources.length} were added to ${reportId} before, by event ${revision}.`);
    printLine(`${attachments.length} added to ${reportId}:`);
    for (const id of attachments) printLine(id);
  } catch (error) {
    if (reading !== undefined) say(`Nothing was added. It ended with ${shownSource(reading)}:`);
    else if (error instanceof CliError && error.code === 'unreachable-host')
      say('Whether they were added is not known. Ask the same again: what was added is not added twice.');
    throw error;
  }
};
