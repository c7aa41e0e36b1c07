import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { createWakes, type ThreadedReadModels } from '@phananh/sqlite';
import { isWithin } from '../backup/files.ts';
import { keptFiles } from '../backup/kept-files.ts';
import type { RejectedRow } from '../import/import-file.ts';
import { loadMap } from '../import/map/load-map.ts';
import { importMapJsonSchema } from '../import/map/schema.ts';
import { openRejects, type RejectsFile } from '../import/rejects-file.ts';
import type { TakenOver } from '../import/row-corrections.ts';
import {
  type ImportListeners,
  type ImportThreadData,
  type OpenedImport,
  openImport,
  type ThreadedImportResult,
} from '../import/threaded-import.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { exitCodes, printJson, printLine, reportError, say } from '../output/output.ts';
import { timesShownIn } from '../output/shown.ts';
import { countRows, grouped } from '../output/table.ts';
import { endSignal } from '../process/end-signals.ts';
import { CliError } from '../process/errors.ts';
import { progressBar } from '../progress/progress.ts';
import type { PolicyOptions } from '../setup/policy.ts';
import { openHostedReadModels } from '../store/open-read-models.ts';
import { closing, openForReading } from '../store/open-store.ts';
import { readModelsPath } from '../store/read-models-path.ts';
import type { StorePlace } from '../store/store-address.ts';

export interface ImportCommandOptions extends CommonOptions, PolicyOptions {
  readonly map?: string;
  readonly mapSchema?: boolean;
  readonly rejects?: string;
  readonly allowRejects?: boolean;
  readonly corrections?: boolean;
  readonly reason?: string;
  readonly showRejects: number;
  readonly photos?: string;
}

export const run = async (file: string | undefined, options: ImportCommandOptions): Promise<void> => {
  if (options.mapSchema === true) return printJson(importMapJsonSchema());
  if (file === undefined || options.map === undefined) {
    throw new CliError('wrong-usage', 'import takes a file and --map <map.json>');
  }
  const corrections = takenOver(file, options);
  const map = await loadMap(options.map);
  const { policy, calendars } = options;
  const asked = { ...(policy !== undefined && { policy }), ...(calendars && { calendars }) };
  const rejects =
    options.rejects === undefined
      ? undefined
      : openRejects(options.rejects, keptFiles(options, [file, options.map, ...photoAt(options)]));
  let isDone = false;
  try {
    await importInto(
      options,
      {
        file,
        map,
        place: placeOf(options),
        policy: asked,
        ...(corrections && { corrections }),
        evidence: options.resolved.settings.evidence,
        ...(options.photos !== undefined && { photos: options.photos }),
      },
      rejects,
    );
    isDone = true;
  } finally {
    await rejects?.close({ isDone });
  }
};

/** The file of rejected rows, where it would take the place of a photo. */
const photoAt = ({ rejects, photos }: ImportCommandOptions): readonly string[] =>
  rejects !== undefined &&
  photos !== undefined &&
  isWithin(rejects, photos) &&
  !/\.(?:csv|jsonl|ndjson)$/i.test(rejects)
    ? [rejects]
    : [];

/** What is corrected, is so for a reason that stands in the log. */
const takenOver = (
  file: string,
  { corrections = false, reason }: ImportCommandOptions,
): TakenOver | undefined => {
  if (corrections !== (reason !== undefined))
    throw new CliError('wrong-usage', '--corrections and --reason <text> belong together');
  return reason === undefined ? undefined : { reason, source: basename(file).slice(0, 500) };
};

const importInto = async (
  options: ImportCommandOptions,
  data: ImportThreadData,
  rejects: RejectsFile | undefined,
): Promise<void> => {
  const opened = await openImport(data);
  using end = endSignal();
  const imported = new AbortController();
  const { models, close } = await openModels(options, opened, imported.signal).catch(async (error) => {
    await opened.close();
    throw error;
  });
  const progress = progressBar(opened.size);
  const started = performance.now();
  const local = timesShownIn(opened.policy.calendar.zone);
  let shown = 0;
  const onRejected = ({ message, ...where }: RejectedRow): void => {
    const row = { ...where, message: local(message) };
    rejects?.write(row);
    shown += 1;
    if (shown <= options.showRejects) say(describeRejected(row));
  };
  const onProgress: ImportListeners['onProgress'] = ({ bytesRead, events }) =>
    progress.update(bytesRead, events);
  try {
    const result = await opened.run({ onRejected, onPhotoMissed: onRejected, onProgress }, end.signal);
    imported.abort();
    await models.whenApplied(result.position, { timeoutMilliseconds: patienceMilliseconds });
    progress.stop();
    const stopped = models.failure();
    if (stopped !== undefined)
      say(`The read models stopped at position ${stopped.position}: ${stopped.message}`);
    summarise(result, (performance.now() - started) / 1000, options);
    judge(result, options);
    if (result.cut !== undefined) process.exitCode = reportError(result.cut, { json: options.json });
    if (end.signal.aborted) {
      say('Interrupted. What was read is imported; the same command goes on from there.');
      process.exitCode = exitCodes.failed;
    }
  } finally {
    progress.stop();
    await close();
    await opened.close();
  }
};

/** Whoever calls it in a script learns of rows that are not in the store; whoever knows of them allows them. */
const judge = (
  { rows, rejected, imported, continued, corrected, unchanged, photos }: ThreadedImportResult,
  { allowRejects = false }: ImportCommandOptions,
): void => {
  if (imported + continued + corrected + unchanged === 0) {
    say(rows === 0 ? 'The file has no rows.' : 'No row of the file is in the store.');
    process.exitCode = exitCodes.failed;
  } else if (rejected > 0 && !allowRejects) {
    say('Rows were rejected; the others are in the store. --allow-rejects takes that for done (exit 0).');
    process.exitCode = exitCodes.failed;
  } else if (photos.missed > 0 && !allowRejects) {
    say(
      'Photos could not be had; their reports are in the store, and the same command tries those photos again.',
    );
    process.exitCode = exitCodes.failed;
  }
};

/** What crosses to a thread: no function, and no more than it needs. */
const placeOf = ({ store, readModels, sealing }: StorePlace): StorePlace => ({
  store,
  ...(sealing && { sealing }),
  ...(readModels !== undefined && { readModels }),
});

/** Read models beside the import, so that worklists and figures are complete when it ends. */
const openModels = async (
  place: StorePlace,
  { onGrown, policy }: OpenedImport,
  until: AbortSignal,
): Promise<{ readonly models: ThreadedReadModels; readonly close: () => Promise<void> }> => {
  const wakes = createWakes();
  onGrown(wakes.wake);
  const store = await openForReading(place, wakes);
  // Those of a new store are soon made again: a file that is refused leaves none behind.
  const keepUnfinished = existsSync(readModelsPath(place));
  const models = await openHostedReadModels(place, store, policy, { until, keepUnfinished }).catch(
    closing(store),
  );
  const close = async (): Promise<void> => {
    await models.close();
    await store.close();
  };
  return { models, close };
};

/** The read models are behind by seconds at most; whoever waits longer is told why in `doctor`. */
const patienceMilliseconds = 600_000;

const describeRejected = ({ line, lastLine, caseId, code, message }: RejectedRow): string =>
  `${lastLine === line ? `line ${line}` : `lines ${line}–${lastLine}`}, case ${caseId ?? '(none)'}: ${code}: ${message}`;

const summarise = (result: ThreadedImportResult, seconds: number, options: ImportCommandOptions): void => {
  const { cut, ...counts } = result;
  const rate = Math.round(counts.events / Math.max(seconds, 0.001));
  const hidden = counts.rejected + counts.photos.missed - options.showRejects;
  if (hidden > 0)
    say(
      `… and ${grouped(hidden)} more rejected rows and missed photos${options.rejects ? ` in ${options.rejects}` : ': --rejects <file> lists all'}`,
    );
  if (options.json === true) {
    printJson({
      ...counts,
      seconds: Math.round(seconds * 1000) / 1000,
      eventsPerSecond: rate,
      whole: cut === undefined,
    });
    return;
  }
  const {
    rows,
    imported,
    continued,
    corrected,
    unchanged,
    rejected,
    events,
    rejectedBy,
    erased,
    photos,
    lines: ofFile,
  } = counts;
  const lines = Object.entries({
    rows,
    imported,
    continued,
    ...(corrected > 0 && { corrected }),
    unchanged,
    rejected,
    events,
  });
  printLine(countRows(lines));
  if (Object.keys(erased).length > 0)
    printLine(
      `erased since, neither compared nor taken: ${Object.entries(erased)
        .map(([field, cases]) => `${field} of ${grouped(cases)}`)
        .join(', ')}`,
    );
  if (photos.added + photos.there + photos.missed > 0)
    printLine(
      `photos: ${grouped(photos.added)} added, ${grouped(photos.there)} there already, ${grouped(photos.missed)} could not be had`,
    );
  for (const [code, count] of Object.entries(rejectedBy))
    printLine(`  rejected for ${code}: ${grouped(count)}`);
  printLine(
    `${grouped(ofFile.total)} lines of the file: ${grouped(ofFile.imported)} of these cases, ${grouped(ofFile.rejected)} rejected, ${grouped(ofFile.skipped)} header and blank`,
  );
  printLine(`${seconds.toFixed(1)} s, ${grouped(rate)} events/s`);
};
