import type { RunningWorkflow } from '@phananh/core/read-models';

/** Who gives one command to many reports. */
export const bulkGivers: readonly string[] = ['operator', 'agency', 'admin'];

/** Whether runs are carried out here. */
export const hasBulk = (workflows: readonly RunningWorkflow[]): boolean =>
  workflows.some(({ hosted }) => hosted.workflow.name === 'bulkRun');
