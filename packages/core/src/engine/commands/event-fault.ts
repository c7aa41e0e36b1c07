import type { z } from 'zod';
import { UnknownEvent } from '../base/errors.ts';
import { inWords } from '../base/issue-words.ts';
import { isInstant } from '../base/time.ts';
import type { RecordedEvent } from '../log/envelope.ts';
import { compiledSchema } from '../workflow/compiled-schema.ts';
import { idInStream, type Workflow } from '../workflow/workflow.ts';
import { upToDate } from './fold.ts';

/** Tells what is wrong with an event, if anything is. */
export type EventFault = (event: RecordedEvent) => string | undefined;

/**
 * What is wrong with an event in a stream of some workflows, its data or what stands beside it; undefined when nothing is,
 * when the stream is another one, and for types and versions that are not known here, which nobody can judge.
 *
 * What the engine appends is validated then. Whoever follows a log does not rely on it: others can write to it, and disks
 * forget.
 */
export const eventFaultOf =
  (workflows: readonly Pick<Workflow, 'name' | 'events'>[]): EventFault =>
  (event) => {
    const workflow = workflows.find((one) => idInStream(one, event.stream) !== undefined);
    if (workflow === undefined) return undefined;
    try {
      const { type, data } = upToDate(workflow.events, event);
      // It is known: what is not has thrown.
      const schema = workflow.events[type]?.schema;
      const [issue] =
        (schema && compiledSchema<z.ZodType>(schema).safeParse(data, { error: inWords }).error?.issues) ?? [];
      return issue === undefined ? metadataFault(event) : `/data/${issue.path.join('/')}: ${issue.message}`;
    } catch (error) {
      if (error instanceof UnknownEvent) return undefined;
      // An upcaster that stumbles over what the version before would not have written.
      return error instanceof Error ? error.message : String(error);
    }
  };

/** By hand, because a schema takes as long as the parsing. What is parsed has any type, whatever is declared. */
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
