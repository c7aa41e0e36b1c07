import type { z } from 'zod';
import { UnknownEvent } from '../base/errors.ts';
import { inWords } from '../base/issue-words.ts';
import { isInstant } from '../base/time.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import { withoutEnvelopes } from '../log/personal-envelope.ts';
import { compiledSchema } from '../workflow/compiled-schema.ts';
import { idInStream, type Workflow } from '../workflow/workflow.ts';
import { upToDate } from './fold.ts';

/** Tells what is wrong with an event, if anything is. */
export type EventFault = (event: RecordedEvent) => string | undefined;

/**
 * Says what is wrong with the data or the metadata of an event. Undefined when nothing is, when its stream is of none of these workflows, and
 * for types and versions that are not known here, which cannot be judged.
 *
 * The engine validates what it appends. Followers of a log check once more, because other programs can write to a log, and disks lose data.
 */
export const eventFaultOf =
  (workflows: readonly Pick<Workflow, 'name' | 'events'>[]): EventFault =>
  (event) => {
    const workflow = workflows.find((one) => idInStream(one, event.stream) !== undefined);
    if (workflow === undefined) return undefined;
    try {
      const { type, data } = upToDate(workflow.events, event);
      // The type is known: `upToDate` throws for one that is not.
      const schema = workflow.events[type]?.schema;
      const issueOf = (given: unknown) =>
        (schema && compiledSchema<z.ZodType>(schema).safeParse(given, { error: inWords }).error?.issues)?.[0];
      const asStored = issueOf(data);
      // Of what is sealed nothing can be said without its key: only of what stands beside it.
      const issue = asStored && issueOf(withoutEnvelopes(data));
      return issue === undefined ? metadataFault(event) : `/data/${issue.path.join('/')}: ${issue.message}`;
    } catch (error) {
      if (error instanceof UnknownEvent) return undefined;
      // An upcaster threw: the data is not of the older version.
      return error instanceof Error ? error.message : String(error);
    }
  };

/** Checked by hand: a zod schema would take as long as parsing the event. Parsed JSON can have any type, whatever is declared. */
const metadataFault = ({ metadata }: RecordedEvent): string | undefined => {
  const { actor, occurredAt, recordedAt, causationId, ...ids } = metadata;
  const fault = (field: string, wanted: string): string => `/metadata/${field}: ${wanted}`;
  if (typeof actor !== 'object' || actor === null) return fault('actor', 'not an actor');
  if (typeof actor.kind !== 'string' || typeof actor.id !== 'string') return fault('actor', 'not an actor');
  for (const field of ['commandId', 'commandDigest', 'correlationId'] as const)
    if (typeof ids[field] !== 'string') return fault(field, 'not a text');
  if (typeof causationId !== 'string' && causationId !== null) return fault('causationId', 'not a text');
  if (typeof occurredAt !== 'string' || !isInstant(occurredAt)) return fault('occurredAt', 'not an instant');
  return isInstant(recordedAt) ? undefined : fault('recordedAt', 'not an instant');
};
