import type { EventStore } from '@phananh/core';
import { sealingOfLog } from '@phananh/core/privacy';
import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import {
  erasureWorkflow,
  erasureWorkflowWith,
  requestWorkflow,
  requestWorkflowWith,
} from '@phananh/core/reports';
import type { SealingPlace } from '../keys/sealed-place.ts';

/**
 * Whether whoever gives commands over a log can have somebody erased: there are keys, and what is personal is encrypted under them.
 *
 * @param stored the log below its sealing
 */
export const destroysKeys = async (
  stored: Pick<EventStore, 'readStream'>,
  sealing: SealingPlace | undefined,
): Promise<boolean> =>
  sealing !== undefined && (sealing.begin === true || (await sealingOfLog(stored)) !== undefined);

/** The same workflows; where there are no keys, those that order erasures refuse to. Each has the events and the rest of the one that it stands for. */
export const withKeys = (
  workflows: readonly AnyHostedWorkflow[],
  hasKeys: boolean,
): readonly AnyHostedWorkflow[] =>
  hasKeys
    ? workflows
    : workflows.map((hosted) => {
        if (hosted.workflow === erasureWorkflow)
          return { ...hosted, workflow: erasureWorkflowWith({ hasKeys }) };
        return hosted.workflow === requestWorkflow
          ? { ...hosted, workflow: requestWorkflowWith({ hasKeys }) }
          : hosted;
      });
