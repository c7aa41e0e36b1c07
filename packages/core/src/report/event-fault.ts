import { logSignerWorkflow } from '../audit/index.ts';
import { type EventFault, eventFaultOf } from '../engine/index.ts';
import { destructionWorkflow, sealingWorkflow } from '../personal/index.ts';
import { policyNamesWorkflow, policyWorkflow } from './adopted/index.ts';
import { agencyWorkflow } from './agency.ts';
import { attachmentWorkflow } from './attachment/workflow.ts';
import { linkWorkflow } from './link/workflow.ts';
import { reportWorkflow } from './workflow.ts';

/** Every workflow of the report lifecycle: no other one can have their names. */
export const lifecycleWorkflows = [
  reportWorkflow,
  agencyWorkflow,
  attachmentWorkflow,
  linkWorkflow,
  policyWorkflow,
  policyNamesWorkflow,
  sealingWorkflow,
  destructionWorkflow,
  logSignerWorkflow,
] as const;

/** What is wrong with an event in a stream of reports, agencies or policies; undefined as {@link eventFaultOf} says. */
export const eventFault: EventFault = eventFaultOf(lifecycleWorkflows);
