import type { RelatedRevision } from '../log/event-store.ts';
import type { Reads, RelatedSubjects, WorkflowTypes } from '../workflow/workflow.ts';
import type { Snapshot } from './snapshots.ts';

/** A subject of another stream as it was found; undefined when there is none. */
export type RelatedSubject<State = object> = Pick<Snapshot<State>, 'state' | 'revision'> | undefined;

/** What one attempt to decide has read of other streams. */
export interface RelatedReading<T extends WorkflowTypes> {
  /** Reads what is named, and again with what was found, until nothing new is named. */
  read(reads: (found: RelatedSubjects<T>) => Reads<T>): Promise<RelatedSubjects<T>>;
  /** Where the streams were: an append says so to the store. */
  revisions(): readonly RelatedRevision[];
}

/**
 * Reads subjects of other streams, each once, so that everything that is decided together is decided on the same.
 *
 * @param own the stream that is decided about: it has its own expected revision
 */
export const relatedReading = <T extends WorkflowTypes>(
  own: string,
  load: (workflow: string, id: string) => Promise<RelatedSubject>,
): RelatedReading<T> => {
  const found = new Map<string, RelatedSubject>();
  const stateOf = (workflow: string, id: string) => found.get(`${workflow}-${id}`)?.state;

  return {
    async read(reads) {
      // The state under a workflow's name is that workflow's.
      const known = ((workflow, id) => stateOf(workflow, id)) as RelatedSubjects<T>;
      for (let named = namesIn(reads(known)); named.some(isNew(found)); named = namesIn(reads(known))) {
        for (const { stream, workflow, id } of named.filter(isNew(found)))
          found.set(stream, await load(workflow, id));
      }
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

/** The subjects that are named, where all of them are at hand: nothing has to be loaded. */
export const relatedAmong =
  <T extends WorkflowTypes>(stateOf: RelatedSubjects<T>) =>
  (reads: (found: RelatedSubjects<T>) => Reads<T>): RelatedSubjects<T> => {
    const named = new Set(namesIn(reads(stateOf)).map(({ stream }) => stream));
    return (workflow, id) => {
      demandNamed(named, `${workflow}-${id}`);
      return stateOf(workflow, id);
    };
  };

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
