import type { Reports } from '@phananh/core';
import type { RunningWorkflow } from '@phananh/core/read-models';
import {
  actsStill,
  bulkRunWorkflow,
  type KeyEntry,
  type OfficerEntry,
  type Registries,
} from '@phananh/core/reports';
import { type BulkRuns, bulkRunning } from './run-bulk.ts';

/** Carries out bulk runs where they run beside reports, each for whom it may still go on; undefined where none do. */
export const bulkRunsAmong = (
  running: readonly RunningWorkflow[],
  given: { readonly reports: Pick<Reports, 'handler'>; readonly signal?: AbortSignal },
): BulkRuns | undefined => {
  const handler = running.find((one) => one.handler.workflow.name === bulkRunWorkflow.name)?.handler;
  return handler && bulkRunning({ handler, mayAct: actsStill(registriesAmong(running)), ...given });
};

/** What is looked at before a run goes on: the registries that run beside reports. */
const registriesAmong = (running: readonly RunningWorkflow[]): Registries => {
  const stateIn = (name: string) => {
    const handler = running.find((one) => one.handler.workflow.name === name)?.handler;
    return handler && (async (id: string) => (await handler.load(id))?.state);
  };
  // Workflows of these names say of an officer and of a key what is looked at here.
  return {
    officer: stateIn('officer') as ((id: string) => Promise<OfficerEntry | undefined>) | undefined,
    key: stateIn('apiKey') as ((id: string) => Promise<KeyEntry | undefined>) | undefined,
  };
};
