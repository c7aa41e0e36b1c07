import {
  decree356,
  erasureWorkflow,
  type RequestPolicy,
  recomputeRequest,
  requestWorkflow,
} from '../../report/index.ts';
import { hostedWorkflow } from '../hosted-workflow.ts';
import { erasureList, everyErasure } from './erasure-list.ts';
import { everyRequest, requestList } from './request-list.ts';

/**
 * What persons ask for about their data, and the erasures that follow, for hosts: `runReports` carries out what is ordered where they run beside
 * reports.
 *
 * @param policy the terms in which requests are answered and carried out
 * @param module URL of a module whose default export they are, so that threads find them; absent: their read models are computed on the
 *   caller's thread
 */
export const erasuresUnder = (policy: RequestPolicy, module?: string) => {
  const listed = module === undefined ? {} : { module };
  return [
    hostedWorkflow({
      workflow: erasureWorkflow,
      policy: undefined,
      path: '/erasures',
      projections: [erasureList],
      lists: { erasures: everyErasure },
      ...listed,
    }),
    hostedWorkflow({
      workflow: requestWorkflow,
      policy,
      path: '/personal-data-requests',
      projections: [requestList],
      lists: { 'personal-data-requests': everyRequest },
      recompute: recomputeRequest,
      ...listed,
    }),
  ] as const;
};

/** Under Decree 356/2025/ND-CP. */
const erasures = erasuresUnder(decree356, import.meta.url);

export default erasures;
