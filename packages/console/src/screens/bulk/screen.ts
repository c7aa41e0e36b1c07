import type { RunningWorkflow } from '@phananh/core/read-models';
import { bulkGivers, hasBulk } from '../../cases/bulk.ts';
import type { Screen } from '../../frame/screen.ts';
import { runPage, runRoute } from './run-page.ts';
import { startForm } from './start-form.ts';

/** One command to many reports: what it would hit, and how far it is. Nothing where the host has no bulk runs. */
export const bulkScreen = (workflows: readonly RunningWorkflow[]): Screen => ({
  menu: [],
  add: (frame) => {
    if (!hasBulk(workflows)) return;
    frame.form(startForm(frame, bulkGivers));
    frame.page('/bulk/:id', [...bulkGivers, 'auditor'], (visit) => runPage(frame, visit));
    runRoute(frame, [...bulkGivers, 'auditor']);
  },
});
