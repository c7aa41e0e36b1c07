import type { Actor, EventStore } from '@phananh/core';
import { idInStream, readPastDamage, streamOf } from '@phananh/core/engine';
import { reportWorkflow } from '@phananh/core/reports';

/** Where the reports of earlier imports are, by the id of the command that submitted them. */
export type RecordedCases = (submitCommandId: string) => Promise<string | undefined>;

/**
 * Finds the report of a case whose beginning the file tells otherwise now: ids of reports derive from the first moment, ids of commands
 * do not. The log is passed once, when it is first asked.
 */
export const recordedCases = (store: EventStore, actor: Actor): RecordedCases => {
  let cases: Promise<ReadonlyMap<string, string>> | undefined;
  return async (commandId) => {
    cases ??= submittedBy(store, actor);
    return (await cases).get(commandId);
  };
};

const submittedBy = async (store: EventStore, actor: Actor): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  const streamPrefix = streamOf(reportWorkflow, '');
  // What cannot be read is told where its report is.
  for await (const event of readPastDamage(store, { streamPrefix }, () => {})) {
    const { stream, revision, metadata } = event;
    const reportId = idInStream(reportWorkflow, stream);
    if (revision === 0 && metadata.actor.id === actor.id && reportId !== undefined)
      found.set(metadata.commandId, reportId);
  }
  return found;
};
