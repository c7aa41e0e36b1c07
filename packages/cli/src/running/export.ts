import { type ExportFormat, type ExportWhat, exportFormats } from '@phananh/exports';
import type { exportAudiences } from '../export/audiences.ts';
import { exportToFile } from '../export/export-to-file.ts';
import { type ExportListening, writeExport } from '../export/threaded-export.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { sayGaps, sayLists } from '../output/gaps.ts';
import { exitCodes, printLine, say } from '../output/output.ts';
import { grouped } from '../output/table.ts';
import { endSignal } from '../process/end-signals.ts';
import { CliError } from '../process/errors.ts';
import { progressOnStandardError } from '../progress/progress-lines.ts';
import { withReadModels } from '../store/open-store.ts';
import { readModelsPath } from '../store/read-models-path.ts';

export interface ExportOptions extends CommonOptions {
  readonly format: ExportFormat;
  readonly what: ExportWhat;
  readonly output?: string;
  readonly bom?: boolean;
  readonly as: (typeof exportAudiences)[number];
}

export const run = async ({
  json,
  format,
  what,
  output,
  as: audience,
  bom = false,
  ...place
}: ExportOptions): Promise<void> => {
  if (!(exportFormats[format].of as readonly string[]).includes(what))
    throw new CliError(
      'wrong-usage',
      `${format} is for ${exportFormats[format].of.join(' and ')}, not for ${what}`,
    );
  const toOutput = output === '-' || (output === undefined && process.stdout.isTTY !== true);
  if (!toOutput && (output === undefined || output === ''))
    throw new CliError('wrong-usage', 'where to: -o <file>, or -o - to have it on this terminal');
  const started = performance.now();
  using end = endSignal();
  const written = await withReadModels(place, async (models) => {
    sayGaps(models, place.workflows);
    sayLists(place.workflows);
    const order = {
      readModels: readModelsPath(place),
      what,
      format,
      audience,
      bom,
      exportedAt: new Date().toISOString(),
    };
    return output === undefined || toOutput
      ? writeExport({ ...order, output: undefined }, listening(end.signal))
      : exportToFile(output, order, listening(end.signal));
  });
  if (written === undefined) {
    say(toOutput ? 'Interrupted.' : 'Interrupted. Nothing is left of the file.');
    process.exitCode = exitCodes.failed;
    return;
  }
  const { bytes, ...provenance } = written;
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  const summary = JSON.stringify({
    output: toOutput ? '-' : output,
    what,
    format,
    ...provenance,
    bytes,
    seconds,
  });
  if (json === true) (toOutput ? say : printLine)(summary);
  else
    say(
      `${toOutput ? 'standard output' : output}: ${grouped(bytes)} bytes, the log up to position ${provenance.position ?? 0}, in ${seconds} s`,
    );
};

/** How much has been written, where that takes long. */
const listening = (signal: AbortSignal): ExportListening => {
  const tell = progressOnStandardError();
  return { signal, onWritten: (bytes) => tell(() => `${grouped(bytes)} bytes`) };
};
