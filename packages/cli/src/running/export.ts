import { systemClock } from '@phananh/core/engine';
import { type AnyList, exportedList } from '@phananh/core/read-models';
import {
  agencyEventFilters,
  type ExportedRows,
  type ExportFormat,
  type ExportWhat,
  exportFormats,
  exportWhats,
} from '@phananh/exports';
import { tellShown } from '../access/open-access-log.ts';
import { keptFiles } from '../backup/kept-files.ts';
import type { exportAudiences } from '../export/audiences.ts';
import { exportToFile } from '../export/export-to-file.ts';
import { type ExportListening, writeExport } from '../export/threaded-export.ts';
import { type CaseFilterOptions, caseFiltersOf } from '../options/case-filter-options.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { exitCodes, printLine, say } from '../output/output.ts';
import { grouped } from '../output/table.ts';
import { endSignal } from '../process/end-signals.ts';
import { CliError } from '../process/errors.ts';
import { stopwatch } from '../process/stopwatch.ts';
import { progressOnStandardError } from '../progress/progress-lines.ts';
import { sayExports, sayGaps } from '../store/gaps.ts';
import { withReadModels } from '../store/open-read-models.ts';
import { readModelsPath } from '../store/read-models-path.ts';

export interface ExportOptions extends CommonOptions, CaseFilterOptions {
  readonly format: ExportFormat;
  readonly what: string;
  readonly output?: string;
  readonly bom?: boolean;
  readonly as: (typeof exportAudiences)[number];
}

export const run = async (options: ExportOptions): Promise<void> => {
  const { json, format, what, output, as: audience, bom = false, ...place } = options;
  const exportedAt = systemClock.now();
  const rows = rowsNamed(what, place.workflows, exportedAt);
  const carries: readonly string[] = exportFormats[format].of;
  if (!carries.includes(typeof rows === 'string' ? rows : 'cases'))
    throw new CliError(
      'wrong-usage',
      `${format} is for ${exportFormats[format].of.join(' and ')}, not for ${what}`,
    );
  const only = caseFiltersOf(place);
  demandFilters(what, rows, only);
  const toOutput = output === '-' || (output === undefined && process.stdout.isTTY !== true);
  if (!toOutput && (output === undefined || output === ''))
    throw new CliError('wrong-usage', 'where to: -o <file>, or -o - to have it on this terminal');
  // No texts and no persons: the places exactly, and officers, for those who are not analysts.
  if (audience !== 'analyst' && what !== 'agency-events')
    await tellShown(options, {
      way: 'phananh export',
      of: [],
      fields: ['location', 'officer'],
      query: JSON.parse(JSON.stringify({ ...only, what, format })),
    });
  const elapsed = stopwatch();
  using end = endSignal();
  const written = await withReadModels(
    place,
    async (models) => {
      sayGaps(models, place.workflows);
      sayExports(what, place.workflows);
      const order = {
        readModels: readModelsPath(place),
        what: rows,
        format,
        audience,
        bom,
        exportedAt,
        only: { ...only, reader: { kind: audience, id: 'cli' } },
      };
      return output === undefined || toOutput
        ? writeExport({ ...order, output: undefined }, listening(end.signal))
        : exportToFile({ path: output, whyKept: keptFiles(options) }, order, listening(end.signal));
    },
    { tellsItself: true },
  );
  if (written === undefined) {
    say(toOutput ? 'Interrupted.' : 'Interrupted. Nothing is left of the file.');
    process.exitCode = exitCodes.failed;
    return;
  }
  const { bytes, ...provenance } = written;
  const seconds = elapsed();
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

/** @throws {@link CliError} `wrong-usage` for filters that the rows do not have */
const demandFilters = (
  what: string,
  rows: ExportWhat | ExportedRows,
  only: ReturnType<typeof caseFiltersOf>,
): void => {
  if (typeof rows === 'string' && rows !== 'agency-events') return;
  const taken: readonly string[] = rows === 'agency-events' ? agencyEventFilters : [];
  if (Object.keys(only).every((name) => taken.includes(name))) return;
  const takes = rows === 'agency-events' ? '--from, --to and --agency' : 'no filters';
  throw new CliError('wrong-usage', `--what ${what} takes ${takes}`);
};

/** Cases and events are of reports; a list's name means the rows of its table. @throws {@link CliError} `wrong-usage` */
const rowsNamed = (
  what: string,
  workflows: CommonOptions['workflows'] = [],
  at: string,
): ExportWhat | ExportedRows => {
  const ofReports = exportWhats.find((one) => one === what);
  if (ofReports !== undefined) return ofReports;
  for (const { lists, projections } of workflows) {
    const list: AnyList | undefined = Object.hasOwn(lists, what) ? lists[what] : undefined;
    const projection =
      list && projections.find(({ tables }) => Object.values<object>(tables).includes(list.of));
    if (list !== undefined && projection !== undefined)
      return { projection: projection.name, table: exportedList(list, at) };
  }
  const named = [...exportWhats, ...workflows.flatMap(({ lists }) => Object.keys(lists))];
  const others = workflows.length === 0 ? '; --workflows names the module of other workflows' : '';
  throw new CliError('wrong-usage', `--what takes ${named.join(', ')}, not ${what}${others}`);
};

/** How much has been written, where that takes long. */
const listening = (signal: AbortSignal): ExportListening => {
  const tell = progressOnStandardError();
  return { signal, onWritten: (bytes) => tell(() => `${grouped(bytes)} bytes`) };
};
