import type { Actor, EventStore } from '@phananh/core';
import { idInStream, readPastDamage, streamOf } from '@phananh/core/engine';
import { reportWorkflow } from '@phananh/core/reports';

/**
 * Where the report of a case is, by the id of the command that submitted it; undefined when there is none.
 *
 * @param unless where it comes to be otherwise: from then on that is known
 */
export interface RecordedCases {
  (submitCommandId: string): Promise<string | undefined>;
  (submitCommandId: string, unless: string): Promise<string>;
}

/**
 * Finds the report of a case whose beginning the file tells otherwise now: ids of reports derive from the first moment, ids of commands
 * do not. The log is passed once, when it is first asked.
 */
export const recordedCases = (store: EventStore, actor: Actor): RecordedCases => {
  let cases: Promise<Map<string, string>> | undefined;
  async function find(commandId: string, unless: string): Promise<string>;
  async function find(commandId: string, unless?: string): Promise<string | undefined>;
  async function find(commandId: string, unless?: string): Promise<string | undefined> {
    cases ??= submittedBy(store, actor);
    const known = await cases;
    const found = known.get(commandId) ?? unless;
    // A file may have a case twice, and both at once.
    if (found !== undefined) known.set(commandId, found);
    return found;
  }
  return find;
};

const submittedBy = async (store: EventStore, actor: Actor): Promise<Map<string, string>> => {
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
