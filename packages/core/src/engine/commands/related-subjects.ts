import type { RelatedRevision } from '../log/event-store.ts';
import type { Reads, RelatedSubjects, WorkflowTypes } from '../workflow/workflow.ts';
import type { Snapshot } from './snapshots.ts';

/** A subject of another stream; undefined when there is none. */
export type RelatedSubject<State = object> = Pick<Snapshot<State>, 'state' | 'revision'> | undefined;

/** The subjects of other streams that one attempt has read. */
export interface RelatedReading<T extends WorkflowTypes> {
  /** Reads the subjects that `reads` names, and asks it again with those that were found, until it names no new ones. */
  read(reads: (found: RelatedSubjects<T>) => Reads<T>): Promise<RelatedSubjects<T>>;
  /** The revisions at which the streams were read, for the append. */
  revisions(): readonly RelatedRevision[];
}

/**
 * Reads subjects of other streams, each once: all commands that are decided together see the same states.
 *
 * @param own the stream of the commands, which has its own expected revision
 */
export const relatedReading = <T extends WorkflowTypes>(
  own: string,
  load: (workflow: string, id: string) => Promise<RelatedSubject>,
): RelatedReading<T> => {
  const found = new Map<string, RelatedSubject>();
  const stateOf = (workflow: string, id: string) => found.get(`${workflow}-${id}`)?.state;

  return {
    async read(reads) {
      // `T['related']` gives each workflow's name its state; the map cannot say so.
      const known = ((workflow, id) => stateOf(workflow, id)) as RelatedSubjects<T>;
      for (let named = namesIn(reads(known)); named.some(isNew(found)); named = namesIn(reads(known))) {
        for (const { stream, workflow, id } of named.filter(isNew(found)))
          found.set(stream, await load(workflow, id));
      }
      // The same form as `known`.
      return ((workflow, id) => {
        demandNamed(found, `${workflow}-${id}`);
        return stateOf(workflow, id);
      }) as RelatedSubjects<T>;
    },
    revisions: () =>
      [...found]
        .filter(([stream]) => stream !== own)
        .map(([stream, subject]) => ({ stream, revision: subject?.revision ?? 'no-stream' })),
  };
};

/** Finds related subjects among those that the caller has in memory, without loading any. */
export const relatedAmong =
  <T extends WorkflowTypes>(stateOf: RelatedSubjects<T>) =>
  (reads: (found: RelatedSubjects<T>) => Reads<T>): RelatedSubjects<T> => {
    const named = new Set(namesIn(reads(stateOf)).map(({ stream }) => stream));
    return (workflow, id) => {
      demandNamed(named, `${workflow}-${id}`);
      return stateOf(workflow, id);
    };
  };

/** Whether nothing of other streams is looked at. */
export const readsNothing = <T extends WorkflowTypes>(reads: Reads<T>): boolean =>
  namesIn(reads).length === 0;

const demandNamed = (named: { has(stream: string): boolean }, stream: string): void => {
  if (!named.has(stream)) throw new TypeError(`a decision looks at ${stream}, which its reads do not name`);
};

interface Named {
  readonly stream: string;
  readonly workflow: string;
  readonly id: string;
}

const isNew =
  (found: ReadonlyMap<string, unknown>) =>
  ({ stream }: Named): boolean =>
    !found.has(stream);

const namesIn = <T extends WorkflowTypes>(reads: Reads<T>): readonly Named[] =>
  Object.entries<string | readonly string[] | undefined>(reads).flatMap(([workflow, ids = []]) =>
    [ids].flat().map((id) => ({ stream: `${workflow}-${id}`, workflow, id })),
  );
