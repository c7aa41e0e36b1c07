export {
  type AdoptedBy,
  type GivenPolicy,
  PolicyDiffers,
  type PolicyForWriting,
  policyForWriting,
} from './adopt.ts';
export { policyDataDifference, policyDifference } from './difference.ts';
export { type PoliciesOfLog, policiesOfLog } from './policies-of-log.ts';
export { type PolicyGuard, policyGuard } from './policy-guard.ts';
export { policyNamesWorkflow } from './policy-names.ts';
export { type Adoption, type PolicyOfLog, policyOfLog, silentLog } from './policy-of-log.ts';
export { policyOnCalendars } from './policy-on-calendars.ts';
export { policyWorkflow } from './policy-workflow.ts';
