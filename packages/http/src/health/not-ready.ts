import type { ClockState, MendableCode } from '@phananh/core/engine';
import { HttpError } from '../errors/http-errors.ts';

/** In which words a host says that it is not ready. */

export const behindWords = (milliseconds: number): string =>
  Number.isFinite(milliseconds)
    ? `the projection is ${milliseconds} ms behind`
    : 'the read models are being built';

export const clockWords = ({
  reason,
  milliseconds,
}: Exclude<ClockState, { readonly state: 'sure' }>): string => {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  if (reason === 'behind-log') return `${minutes} minutes behind the log`;
  return `${minutes} minutes ${milliseconds > 0 ? 'ahead of' : 'behind'} where it should be`;
};

export const notReady = (message: string, failed: string) =>
  new HttpError('not-ready', message, { checks: [failed] });

/** Has a check of its own, so that whoever is called in the night knows what to look at. */
export const unmended = (code: MendableCode) =>
  notReady(`the store lets nobody in before an operator mends it: ${code}`, code);
