import { idInStream, inWords, type RecordedEvent, UnknownEvent, upcast } from '../engine/index.ts';
import { agencyWorkflow } from './agency.ts';
import { reportWorkflow } from './workflow.ts';

/**
 * What is wrong with the data of an event in a stream of reports or agencies; undefined when nothing is, when the stream is
 * another one, and for types and versions that are not known here, which nobody can judge.
 *
 * What the engine appends is validated then. A log that others can write to is validated when it is read.
 */
export const eventFault = (event: RecordedEvent): string | undefined => {
  const workflow = [reportWorkflow, agencyWorkflow].find(
    (one) => idInStream(one, event.stream) !== undefined,
  );
  if (workflow === undefined) return undefined;
  try {
    const { type, data } = upcast(workflow.events, event);
    const schema = Object.entries(workflow.events).find(([name]) => name === type)?.[1].schema;
    const [issue] = schema?.safeParse(data, { error: inWords }).error?.issues ?? [];
    return issue && `/data/${issue.path.join('/')}: ${issue.message}`;
  } catch (error) {
    if (error instanceof UnknownEvent) return undefined;
    throw error;
  }
};
