import type { ReportAudience } from '@phananh/core/reports';
import { type ExportFormat, type ExportWhat, exportFormats, exportWhats } from '@phananh/exports';
import { type Command, Option } from 'commander';
import { type CommonOptions, commandWith } from '../common-options.ts';
import { CliError } from '../errors.ts';
import { exportToFile } from '../export/threaded-export.ts';
import { sayGaps } from '../gaps.ts';
import { withReadModels } from '../open-store.ts';
import { printJson, say } from '../output.ts';
import { readModelsPath } from '../store-address.ts';
import { grouped } from '../table.ts';

interface ExportOptions extends CommonOptions {
  readonly format: ExportFormat;
  readonly what: ExportWhat;
  readonly output: string;
  readonly bom?: boolean;
  readonly as: (typeof exportAudiences)[number];
}

/** Those who may read everything: with places rounded, or exactly. */
const exportAudiences = ['analyst', 'auditor'] as const satisfies readonly ReportAudience[];

export const exportCommand = (): Command =>
  commandWith(
    'export',
    'Writes every case or event into a file for other tools: UTC, without texts and persons.',
    'export --format parquet --what events --output events.parquet',
  )
    .addOption(
      new Option('--format <name>', 'which format').choices(Object.keys(exportFormats)).makeOptionMandatory(),
    )
    .addOption(new Option('--what <rows>', 'which rows').choices(exportWhats).default('cases'))
    .requiredOption(
      '-o, --output <file>',
      'where to; a file that is there is replaced when the new one is whole',
    )
    .addOption(
      new Option('--as <audience>', 'for whom: analysts get places rounded')
        .choices(exportAudiences)
        .default('analyst'),
    )
    .option('--bom', 'of CSV: begin with a byte order mark, for spreadsheets that need one to see UTF-8')
    .action(run);

const run = async ({
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
  const started = performance.now();
  const { bytes, ...provenance } = await withReadModels(place, async (models) => {
    sayGaps(models);
    const exportedAt = new Date().toISOString();
    return exportToFile({
      readModels: readModelsPath(place),
      what,
      format,
      audience,
      bom,
      exportedAt,
      output,
    });
  });
  const seconds = Number(((performance.now() - started) / 1000).toFixed(1));
  if (json === true) printJson({ output, what, format, ...provenance, bytes, seconds });
  else
    say(
      `${output}: ${grouped(bytes)} bytes, the log up to position ${provenance.position ?? 0}, in ${seconds} s`,
    );
};
