import {
  categoryOf,
  type EventStore,
  type Instant,
  type InTurns,
  idInStream,
  inTurns,
  type JsonValue,
  type Revision,
  withSealed,
} from '../engine/index.ts';
import { isLoose } from './links.ts';
import { among, type SealedWorkflow, treesOf } from './sealing-events.ts';

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
 * subjects that they began or that were linked to them (`report:<id>`). Of a workflow that seals nothing and says whose its events are, such as
 * photos, the whole event.
 *
 * @param store opens what is sealed; of a log that is not sealed it gives the same
 * @param subject a kind, a colon and an id, as keys have them: `citizen:c-17`
 */
export async function* keptOfSubject(
  store: Pick<EventStore, 'readAll'>,
  workflows: readonly SealedWorkflow[],
  subject: string,
  how: InTurns = {},
): AsyncGenerator<KeptOfSubject, undefined> {
  const find = among(workflows);
  const { wanted, taken } = await given(subject, workflows, store);
  for await (const event of inTurns(store.readAll(), how)) {
    const { stream, revision, type, metadata } = event;
    const workflow = find(categoryOf(stream));
    const id = workflow === undefined ? undefined : (idInStream(workflow, stream) ?? '');
    const whose = id === undefined ? undefined : workflow?.subjectOf?.(event, id);
    if (workflow === undefined || whose === undefined) continue;
    if (!wanted.has(whose) && !(isLoose(whose) && taken.has(stream))) continue;
    const trees = treesOf(workflow.events);
    const tree = trees.get(type);
    if (trees.size > 0 && revision === 0) wanted.add(`${workflow.name}:${id}`);
    const values: { readonly pointer: string; readonly value: JsonValue }[] =
      trees.size === 0 ? [{ pointer: '', value: event.data }] : [];
    // What was erased too: that it was is a part of the answer.
    if (tree !== undefined)
      withSealed(tree, event.data, (value, pointer) => {
        values.push({ pointer, value });
        return value;
      });
    if (values.length > 0) yield { stream, revision, type, occurredAt: metadata.occurredAt, values };
  }
}

/** The streams that say something of a person, by what {@link keptOfSubject} finds; also once it was erased. */
export const streamsOfSubject = async (
  ...asked: Parameters<typeof keptOfSubject>
): Promise<readonly string[]> => {
  const streams = new Set<string>();
  for await (const { stream } of keptOfSubject(...asked)) streams.add(stream);
  return [...streams];
};

/** Whose events are somebody's beside their own: of what is linked to them; and the streams that their subjects have taken in. */
const given = async (
  subject: string,
  workflows: readonly SealedWorkflow[],
  store: Pick<EventStore, 'readAll'>,
): Promise<{ readonly wanted: Set<string>; readonly taken: ReadonlySet<string> }> => {
  const wanted = new Set([subject]);
  const taken = new Set<string>();
  for (const workflow of workflows) {
    const { linksTo, takesIn, subjectOf, name } = workflow;
    if (linksTo === undefined && takesIn === undefined) continue;
    const linked = new Map<string, string | null>();
    const begun = new Set<string>();
    const takenBy = new Map<string, string>();
    for await (const event of store.readAll({ streamPrefix: `${name}-` })) {
      const id = idInStream(workflow, event.stream);
      if (id === undefined) continue;
      const whose = linksTo?.(event);
      if (whose !== undefined) linked.set(id, whose);
      if (event.revision === 0 && subjectOf?.(event, id) === subject) begun.add(id);
      for (const stream of takesIn?.(event) ?? []) if (!takenBy.has(stream)) takenBy.set(stream, id);
    }
    for (const [id, whose] of linked) if (whose === subject) wanted.add(`${name}:${id}`);
    for (const [stream, id] of takenBy) if (begun.has(id) || wanted.has(`${name}:${id}`)) taken.add(stream);
  }
  return { wanted, taken };
};
