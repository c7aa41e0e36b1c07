import { PhananhError, StoreCorrupt, StoreUnavailable } from '@phananh/core/store';
import Database from 'better-sqlite3';

/** The error that the port promises, for whatever SQLite or the file system threw. */
export const storeError = (path: string, cause: unknown): PhananhError => {
  if (cause instanceof PhananhError) return cause;
  const reason = reasonOf(cause);
  const message = cause instanceof Error ? cause.message : String(cause);
  if (isDamage(reason)) return new StoreCorrupt(`${path}: ${message}`, { path, reason }, { cause });
  return new StoreUnavailable(`${path}: ${message}${hintFor(reason)}`, { path, reason }, { cause });
};

/** SQLite's or the system's own code for it, such as `SQLITE_FULL` or `EACCES`. */
export const reasonOf = (error: unknown): string => {
  if (error instanceof Database.SqliteError) return error.code;
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code;
  return error instanceof Error ? error.name : 'unknown';
};

const isDamage = (reason: string): boolean =>
  reason.startsWith('SQLITE_CORRUPT') || reason.startsWith('SQLITE_NOTADB');

const hintFor = (reason: string): string => {
  if (reason.startsWith('SQLITE_CANTOPEN') || reason.startsWith('SQLITE_READONLY') || reason === 'EACCES') {
    return ' (the file and its directory must be writable: SQLite keeps its log beside the file)';
  }
  if (reason.startsWith('SQLITE_FULL')) return ' (no space left: make room; appends are tried again)';
  return '';
};
