export { monthOf } from './checks/index.ts';
export * from './declared-list.ts';
export {
  type AnyHostedWorkflow,
  besideEachOther,
  extractsOfReports,
  type HostedWorkflow,
  hostedWorkflow,
  type RunningWorkflow,
  routesOfReports,
  type TakenNames,
} from './hosted-workflow.ts';
export * from './list.ts';
export { countParameters, countQueryOf, listParameters, listQueryOf } from './list-parameters.ts';
export { exportedList } from './list-table.ts';
export { moment } from './moment.ts';
export { type PersonalInRows, personalInRows } from './personal-in-rows.ts';
export * from './projection.ts';
export * from './read-models.ts';
export * from './runner.ts';
export * from './search-text.ts';
export { several, severalOrNone } from './several.ts';
export type { PutRow, StatesOfEvent, SubjectProjection, SubjectState } from './subject-projection.ts';
export * from './tables/index.ts';
