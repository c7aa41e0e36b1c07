import { demandSound, idInStream } from '@phananh/core/engine';
import type { ProjectionSource } from './read-side.ts';

/**
 * Streams that no table is computed from: another workflow's, a policy's. What is damaged in them is parked as well, so that
 * whoever asks what cannot be read is told all of it.
 */
export const otherStreams = (workflows: readonly { readonly name: string }[]): ProjectionSource => {
  const isOther = (stream: string): boolean =>
    workflows.every((workflow) => idInStream(workflow, stream) === undefined);
  const name = 'other-streams';
  return {
    name,
    version: 1,
    tables: '',
    indexes: '',
    on: () => ({
      name,
      apply: (events) => {
        for (const event of events)
          if (event.fault !== undefined && isOther(event.stream)) demandSound(event);
      },
    }),
  };
};
