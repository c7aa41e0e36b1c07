import { savedFilterWorkflowWith } from '../../../report/index.ts';
import { type AnyHostedWorkflow, hostedWorkflow } from '../../hosted-workflow.ts';
import { faultOfFilter } from './fault-of-filter.ts';
import { everySavedFilter, savedFilterList } from './saved-filter-list.ts';

/** What people who work on reports keep beside them, as workflows that a host runs: `runReports({ workflows: deskWith() })`. */

const module = import.meta.url;

export interface DeskOptions {
  /** Everything that runs beside reports: filters of its lists can be kept too. Default: of worklists of reports alone. */
  readonly beside?: readonly AnyHostedWorkflow[];
}

export const deskWith = ({ beside = [] }: DeskOptions = {}): readonly AnyHostedWorkflow[] => {
  const lists = Object.fromEntries(beside.flatMap((hosted) => Object.entries(hosted.lists)));
  return [
    hostedWorkflow({
      workflow: savedFilterWorkflowWith(faultOfFilter(lists)),
      policy: undefined,
      projections: [savedFilterList],
      lists: { 'saved-filters': everySavedFilter },
      path: '/saved-filters',
      module,
    }),
  ];
};

/** For whoever reads a log. Threads load them from here. */
const desk = deskWith();

export default desk;
