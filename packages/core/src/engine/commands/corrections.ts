import type { RecordedEvent } from '../log/envelope.ts';
import type { Workflow, WorkflowTypes } from '../workflow/workflow.ts';
import { isUpTo, type UpTo } from './past.ts';

type Correcting<T extends WorkflowTypes> = Pick<Workflow<T>, 'corrections'>;

/** Whether an event of this type says what earlier ones of its stream should have said: a fold goes back to the first event then. */
export const isCorrection = <T extends WorkflowTypes>(
  { corrections }: Correcting<T>,
  type: string,
): boolean => corrections?.types.includes(type) === true;

/** The events of a stream from its first, with those corrections laid over them that are among them. */
export const withCorrections = <T extends WorkflowTypes>(
  { corrections }: Correcting<T>,
  events: readonly RecordedEvent[],
): readonly RecordedEvent[] =>
  corrections !== undefined && events.some(({ type }) => corrections.types.includes(type))
    ? corrections.lay(events)
    : events;

/**
 * The events of a stream up to a past, each as it was corrected by what the log knew then. What had happened by `at` is told by the
 * corrected times, so a correction is looked for beyond it; streams that can have none are read no further than the past.
 *
 * @param events the stream from its first event
 */
export async function* correctedUpTo<T extends WorkflowTypes>(
  workflow: Correcting<T>,
  events: AsyncIterable<RecordedEvent>,
  { at, ...known }: UpTo,
): AsyncGenerator<RecordedEvent> {
  const held: RecordedEvent[] = [];
  let isHeld: boolean | undefined;
  for await (const event of events) {
    isHeld ??= workflow.corrections?.mayFollow(event) === true;
    if (!isUpTo(isHeld || at === undefined ? known : { ...known, at }, event)) break;
    if (isHeld) held.push(event);
    else yield event;
  }
  for (const event of withCorrections(workflow, held)) {
    if (at !== undefined && !isUpTo({ at }, event)) break;
    yield event;
  }
}
