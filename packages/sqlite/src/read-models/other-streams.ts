import { demandSound, idInStream } from '@phananh/core/engine';
import { agencyWorkflow, reportWorkflow } from '@phananh/core/reports';
import type { Projection } from './projection.ts';

/**
 * Streams that no table is computed from: another workflow's, a policy's. What is damaged in them is parked as well, so that
 * whoever asks what cannot be read is told all of it.
 */
export const otherStreamsProjection = (): Projection => ({
  name: 'other-streams',
  apply: (events) => {
    for (const event of events) if (event.fault !== undefined && isOther(event.stream)) demandSound(event);
  },
});

const isOther = (stream: string): boolean =>
  [reportWorkflow, agencyWorkflow].every((workflow) => idInStream(workflow, stream) === undefined);
