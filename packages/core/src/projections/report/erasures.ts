import { erasureWorkflow } from '../../report/index.ts';
import { hostedWorkflow } from '../hosted-workflow.ts';

/** Erasures of persons, for hosts: `runReports` carries out what is ordered where it runs beside reports. */
const erasures = [
  hostedWorkflow({
    workflow: erasureWorkflow,
    policy: undefined,
    path: '/erasures',
    module: import.meta.url,
  }),
] as const;

export default erasures;
