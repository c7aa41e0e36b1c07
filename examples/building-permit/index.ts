import { hostedWorkflow } from '@phananh/core/read-models';
import { permitWorkflow } from './permit.ts';
import { openPermits, permitList } from './permits.ts';
import { clocksMovedBy, permitPolicy } from './policy.ts';

// #region hosted
/** What hosts load: `phananh serve --workflows examples/building-permit/index.ts`, or `runReports({ workflows: [permits] })`. */
export const permits = hostedWorkflow({
  workflow: permitWorkflow,
  policy: permitPolicy,
  projections: [permitList],
  lists: { permits: openPermits },
  recompute: ({ type, data, metadata: { occurredAt } }, permit, policy) =>
    'clocks' in data
      ? { ...data, clocks: clocksMovedBy(type, permit?.clocks ?? [], occurredAt, policy) }
      : data,
  module: import.meta.url,
});

export default [permits];
// #endregion hosted
