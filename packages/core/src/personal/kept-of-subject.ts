import {
  categoryOf,
  type EventStore,
  type Instant,
  idInStream,
  type JsonValue,
  type Revision,
  withSealed,
} from '../engine/index.ts';
import { among, type SealedWorkflow, sealedOf } from './sealing-events.ts';

/** What an event keeps of a person. */
export interface KeptOfSubject {
  readonly stream: string;
  readonly revision: Revision;
  readonly type: string;
  readonly occurredAt: Instant;
  /** Each value by its JSON pointer in the data of the event; one that was erased is `{ "erased": true }`, with what stays beside it. */
  readonly values: readonly { readonly pointer: string; readonly value: JsonValue }[];
}

/**
 * Everything that a log keeps of a person in fields that are sealed, in the order of the log: what they said, and what others took down in the
 * subjects that they began (`report:<id>`).
 *
 * @param store opens what is sealed; of a log that is not sealed it gives the same
 * @param subject a kind, a colon and an id, as keys have them: `citizen:c-17`
 */
export async function* keptOfSubject(
  store: Pick<EventStore, 'readAll'>,
  workflows: readonly SealedWorkflow[],
  subject: string,
): AsyncGenerator<KeptOfSubject, undefined> {
  const find = among(workflows);
  const toSeal = sealedOf(find);
  const wanted = new Set([subject]);
  for await (const event of store.readAll()) {
    const { stream, revision, type, metadata } = event;
    const found = toSeal(stream, event);
    if (found === undefined || !wanted.has(found.subject)) continue;
    const workflow = find(categoryOf(stream));
    if (revision === 0 && workflow !== undefined)
      wanted.add(`${workflow.name}:${idInStream(workflow, stream) ?? ''}`);
    const values: { readonly pointer: string; readonly value: JsonValue }[] = [];
    withSealed(found.tree, event.data, (value, pointer) => {
      values.push({ pointer, value });
      return value;
    });
    yield { stream, revision, type, occurredAt: metadata.occurredAt, values };
  }
}
