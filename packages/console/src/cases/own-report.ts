import type { EventView } from '@phananh/core/engine';
import type { Html } from '../frame/html.ts';
import type { Frame, Visit } from '../frame/screen.ts';
import type { FoundCase } from './found.ts';

/** What is at hand of a case for the page that its reporter sees of it. */
export interface OwnReport {
  readonly one: FoundCase;
  readonly events: readonly EventView[];
  /** The calendars of its clocks. */
  readonly clocks: Html;
  /** The command that was done last. */
  readonly done: Html;
  readonly hasReceipts: boolean;
}

/** What reporters see of their report at the address at which officers see the case. */
export type ShowOwnReport = (frame: Frame, visit: Visit, report: OwnReport) => Html;
