import { programBeside, startThread } from '@phananh/sqlite';
import { type TellingData, toldPlaces } from './telling-data.ts';

/** What the thread needs, and V8 would give it much more. */
const room = { young: 2, old: 32 };

type TellingBesideOptions = Partial<Pick<TellingData, 'file' | 'isTerminal' | 'shared' | 'quiet'>>;

/**
 * As `stillWorking`, in a thread of its own: a question to SQLite keeps this one busy until it is answered, and no timer fires meanwhile.
 * It has to be called before what is told of begins. @returns what ends it
 */
export const tellingBeside = (
  what: string,
  {
    file = 2,
    isTerminal = process.stderr.isTTY === true,
    shared = new Int32Array(new SharedArrayBuffer(8)),
    quiet,
  }: TellingBesideOptions = {},
): (() => void) => {
  const data: TellingData = { what, file, isTerminal, shared, ...(quiet !== undefined && { quiet }) };
  const { holdProcess } = startThread<never, never>(programBeside(import.meta.url, 'telling-thread'), {
    name: 'phananh-telling',
    data,
    room,
    hear: () => {},
    // What it tells of goes on.
    failed: () => {},
  });
  holdProcess(false);
  return () => {
    Atomics.store(shared, toldPlaces.end, 1);
    Atomics.notify(shared, toldPlaces.end);
  };
};
