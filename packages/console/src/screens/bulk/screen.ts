import type { RunningWorkflow } from '@phananh/core/read-models';
import type { Screen } from '../../frame/screen.ts';
import { runPage } from './run-page.ts';
import { startForm } from './start-form.ts';

/** Who gives one command to many reports. */
export const bulkGivers: readonly string[] = ['operator', 'agency', 'admin'];

/** Whether runs are carried out here. */
export const hasBulk = (workflows: readonly RunningWorkflow[]): boolean =>
  workflows.some(({ hosted }) => hosted.workflow.name === 'bulkRun');

/** One command to many reports: what it would hit, and how far it is. Nothing where the host has no bulk runs. */
export const bulkScreen = (workflows: readonly RunningWorkflow[]): Screen => ({
  menu: [],
  add: (frame) => {
    if (!hasBulk(workflows)) return;
    frame.form(startForm(frame, bulkGivers));
    frame.page('/bulk/:id', [...bulkGivers, 'auditor'], (visit, reply) => runPage(frame, visit, reply));
  },
});
