import { bulkRunWorkflowWith, cannedTextWorkflow, savedFilterWorkflowWith } from '../../../report/index.ts';
import { type AnyHostedWorkflow, hostedWorkflow } from '../../hosted-workflow.ts';
import { bulkRunList, everyBulkRun } from './bulk-run-list.ts';
import { cannedTextList, everyCannedText } from './canned-text-list.ts';
import { faultOfFilter } from './fault-of-filter.ts';
import { everySavedFilter, savedFilterList } from './saved-filter-list.ts';

/** What people who work on reports keep beside them, as workflows that a host runs: `runReports({ workflows: deskWith() })`. */

const module = import.meta.url;

export interface DeskOptions {
  /** Everything that runs beside reports: filters of its lists can be kept too. Default: of worklists of reports alone. */
  readonly beside?: readonly AnyHostedWorkflow[];
  /** Most cases of one bulk run. Default 500, at most 1,000. */
  readonly mostCases?: number | undefined;
}

export const deskWith = ({ beside = [], mostCases }: DeskOptions = {}): readonly AnyHostedWorkflow[] => {
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
    hostedWorkflow({
      workflow: bulkRunWorkflowWith({ most: mostCases }),
      policy: undefined,
      projections: [bulkRunList],
      lists: { 'bulk-runs': everyBulkRun },
      path: '/bulk-runs',
      module,
    }),
    hostedWorkflow({
      workflow: cannedTextWorkflow,
      policy: undefined,
      projections: [cannedTextList],
      lists: { 'canned-texts': everyCannedText },
      path: '/canned-texts',
      module,
    }),
  ];
};

/** For whoever reads a log. Threads load them from here. */
const desk = deskWith();

export default desk;
