import type { Html } from '../frame/html.ts';
import type { Visit } from '../frame/screen.ts';
import type { FoundCase } from './found.ts';

/** What another screen has to say on the page of a case, above everything else. */
interface Above {
  readonly main: Html;
  /** The commands that it offers, so that they are not offered once more. */
  readonly offers: readonly string[];
}

export type ShowAbove = (visit: Visit, one: FoundCase) => Above | undefined;
