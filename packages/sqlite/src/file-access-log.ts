import { createReadStream, mkdirSync } from 'node:fs';
import { open, readdir, rm } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { type Clock, systemClock } from '@phananh/core';
import { InvalidQuery } from '@phananh/core/engine';
import {
  type AccessEntry,
  type AccessLog,
  AccessLogUnavailable,
  type AccessPage,
  type AccessQuery,
  isAsked,
  type Showing,
} from '@phananh/core/privacy';
import { isFileError } from '@phananh/files';
import { z } from 'zod';

export interface FileAccessLogOptions {
  readonly clock?: Clock;
  /** How many months are kept beside the present one; older files are deleted. Default 24. */
  readonly keepMonths?: number;
  /** Called when entries cannot be written; they are kept and tried again. */
  readonly onError?: (error: unknown) => void;
}

/** Entries that wait for a disk that does not take them. More are refused, and nothing personal is shown. */
const mostWaiting = 10_000;
const againMilliseconds = 1_000;

/**
 * An access log in a folder: lines of JSON, a file a month and machine, which only its owner may read. What is recorded is on disk right
 * after (`fdatasync`), everything that came meanwhile in one go: nobody's answer waits for it. Several processes of a machine may append.
 */
export const fileAccessLog = (
  folder: string,
  { clock = systemClock, keepMonths = 24, onError = () => {} }: FileAccessLogOptions = {},
): AccessLog => {
  let waiting: AccessEntry[] = [];
  let writing: Promise<void> | undefined;
  let failed: unknown;
  let cleanedIn = '';
  const begun = new Set<string>();

  const write = async (entries: readonly AccessEntry[]): Promise<void> => {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const months = Map.groupBy(entries, ({ at }) => monthOf(at));
    for (const [month, ofMonth] of months) {
      const file = await open(join(folder, fileOf(month)), 'a', 0o600);
      try {
        const lines = ofMonth.map((entry) => `${JSON.stringify(entry)}\n`).join('');
        // In one write: what another process appends stands before it or behind it. A line that a crash cut short is ended first.
        await file.appendFile(begun.has(month) ? lines : `\n${lines}`);
        begun.add(month);
        await file.datasync();
      } finally {
        await file.close();
      }
      if (month <= cleanedIn) continue;
      await forget(folder, monthsBefore(month, keepMonths));
      cleanedIn = month;
    }
  };
  const writeAll = async (): Promise<void> => {
    while (waiting.length > 0) {
      const entries = waiting;
      waiting = [];
      try {
        await write(entries);
        failed = undefined;
      } catch (error) {
        waiting = [...entries, ...waiting];
        failed = error;
        onError(error);
        return;
      }
    }
  };
  const begin = (): Promise<void> => {
    writing ??= writeAll().finally(() => {
      writing = undefined;
      if (waiting.length > 0) setTimeout(() => void begin(), againMilliseconds).unref();
    });
    return writing;
  };

  /** One more try where another one was on its way. */
  const writeNow = async (): Promise<void> => {
    await begin();
    if (waiting.length > 0) await begin();
  };

  return {
    record: (showing: Showing) => {
      if (failed !== undefined) {
        // Whether it can be written again, the next one to ask learns.
        void begin();
        throw new AccessLogUnavailable(failed);
      }
      if (waiting.length >= mostWaiting) throw new AccessLogUnavailable();
      waiting.push({ at: clock.now(), ...showing });
      void begin();
    },
    read: async (query) => {
      await writeNow();
      return readPage(folder, query);
    },
    close: async () => {
      await writeNow();
      if (waiting.length > 0) throw new AccessLogUnavailable(failed);
    },
  };
};

const monthOf = (at: string): string => at.slice(0, 'yyyy-mm'.length);
const fileOf = (month: string): string => `access-${month}-${hostname().replace(/[^\w.-]/g, '_')}.jsonl`;
const named = /^access-(\d{4}-\d{2})-[\w.-]+\.jsonl$/;

const monthsBefore = (month: string, count: number): string => {
  const [year = 0, ofYear = 1] = month.split('-').map(Number);
  return new Date(Date.UTC(year, ofYear - 1 - count, 1)).toISOString().slice(0, 'yyyy-mm'.length);
};

/** Their files, by month and name. */
const filesIn = async (
  folder: string,
): Promise<readonly { readonly name: string; readonly month: string }[]> => {
  const names = await readdir(folder).catch((error: unknown) => {
    if (isFileError(error, 'ENOENT')) return [];
    throw error;
  });
  return names.toSorted().flatMap(
    (name) =>
      named
        .exec(name)
        ?.slice(1, 2)
        .map((month) => ({ name, month })) ?? [],
  );
};

const forget = async (folder: string, before: string): Promise<void> => {
  for (const { name, month } of await filesIn(folder)) if (month < before) await rm(join(folder, name));
};

const Cursor = z.templateLiteral([z.string(), ':', z.int().min(0)]);

/** The place of the next line: the file and its line there. */
const placeOf = (cursor: string | undefined): { readonly file: string; readonly line: number } => {
  if (cursor === undefined) return { file: '', line: 0 };
  if (!Cursor.safeParse(cursor).success) throw new InvalidQuery('is no cursor of this log', '/cursor');
  const end = cursor.lastIndexOf(':');
  return { file: cursor.slice(0, end), line: Number(cursor.slice(end + 1)) };
};

const readPage = async (folder: string, query: AccessQuery): Promise<AccessPage> => {
  const { from = '', to = '9999', limit, cursor } = query;
  const start = placeOf(cursor);
  const entries: AccessEntry[] = [];
  for (const { name, month } of await filesIn(folder)) {
    if (name < start.file || month < monthOf(from) || month > monthOf(to)) continue;
    let line = -1;
    for await (const text of linesOf(join(folder, name))) {
      line += 1;
      if (name === start.file && line < start.line) continue;
      const entry = entryIn(text);
      if (entry === undefined || !isAsked(entry, query)) continue;
      if (entries.length === limit) return { entries, nextCursor: `${name}:${line}` };
      entries.push(entry);
    }
  }
  return { entries };
};

async function* linesOf(path: string): AsyncGenerator<string> {
  const input = createReadStream(path, 'utf8');
  try {
    yield* createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY });
  } finally {
    input.destroy();
  }
}

/** A line that a crash cut short is no entry. */
const entryIn = (line: string): AccessEntry | undefined => {
  try {
    return JSON.parse(line);
  } catch {
    return undefined;
  }
};
