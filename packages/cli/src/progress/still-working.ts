import { progressOnStandardError } from './progress-lines.ts';

/** Before that nobody wonders. */
export const quietMilliseconds = 1_000;
export const toldEveryMilliseconds = 200;

export const stillWorkingFor = (what: string, milliseconds: number): string =>
  `${what} … ${Math.floor(milliseconds / 1000)} s`;

export interface StillWorkingOptions {
  /** Tells a text as often as its place allows. Default: on standard error. */
  readonly tell?: (text: () => string) => void;
  /** Milliseconds of a clock that never goes back. */
  readonly now?: () => number;
}

/** Tells for how long something has been going on whose end nobody knows, once that is over a second. @returns what ends it */
export const stillWorking = (
  what: string,
  { tell = progressOnStandardError(), now = () => performance.now() }: StillWorkingOptions = {},
): (() => void) => {
  const started = now();
  let isTold = false;
  const timer = setInterval(() => {
    const milliseconds = now() - started;
    if (milliseconds < quietMilliseconds) return;
    isTold = true;
    tell(() => stillWorkingFor(what, milliseconds));
  }, toldEveryMilliseconds).unref();
  return () => {
    clearInterval(timer);
    if (isTold && process.stderr.isTTY === true) process.stderr.write('\n');
  };
};
