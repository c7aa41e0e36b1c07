import type { RecordedEvent } from '../engine/index.ts';
import type { SealedWorkflow } from './sealing-events.ts';

/** Whose a subject is by its last link; undefined: it was never linked, or that was taken back. */
export const lastLinkOf = (
  { linksTo }: Pick<SealedWorkflow, 'linksTo'>,
  history: readonly Pick<RecordedEvent, 'type' | 'data'>[],
): string | undefined => {
  let linked: string | undefined;
  for (const event of history) {
    const next = linksTo?.(event);
    if (next !== undefined) linked = next ?? undefined;
  }
  return linked;
};

/** Whether a key is of something that was given before anybody knew whose it is: a photo that an officer took in before its report. */
export const isLoose = (subject: string): boolean => subject.startsWith('upload:');
