import type { EventStore } from '@phananh/core';
import { categoryOf, eventTreesOf, idInStream } from '@phananh/core/engine';
import { isLoose, personalInClear, type SealedWorkflow } from '@phananh/core/privacy';

/** Where a log says something of a person. */
export interface SubjectsAbout {
  /** Ids of subjects that say something of them, by workflow. */
  readonly about: ReadonlyMap<string, readonly string[]>;
  /** The keys of what others took down in subjects that they began, `report:<its id>`, and of photos that were taken in before those. */
  readonly keys: readonly string[];
  /** Events with something of them in clear, from before the log was sealed. */
  readonly inClear: number;
}

/** What is found of one person while the log is gone through. */
interface Found {
  readonly person: string;
  readonly about: Map<string, Set<string>>;
  readonly keys: Set<string>;
  inClear: number;
}

/**
 * Goes through a log once for what it says of some persons.
 *
 * @param stored the log below its sealing: whose an event is stands in clear
 * @returns something of each of them
 * @throws what the signal was aborted with
 */
export const subjectsAbout = async (
  stored: Pick<EventStore, 'readAll'>,
  workflows: readonly SealedWorkflow[],
  persons: Iterable<string>,
  signal?: AbortSignal,
): Promise<ReadonlyMap<string, SubjectsAbout>> => {
  const byName = new Map(
    workflows.filter(({ subjectOf }) => subjectOf !== undefined).map((one) => [one.name, one]),
  );
  const sealing = new Set([...byName.values()].filter(sealsSomething));
  const isInClear = personalInClear(workflows);
  const found = new Map<string, Found>();
  for (const person of persons) found.set(person, { person, about: new Map(), keys: new Set(), inClear: 0 });
  /** Which of the persons began what a key is of. */
  const beganBy = new Map<string, readonly string[]>();
  /** What is linked, by whose it is last; and how much of what is linked or may be stands in clear. */
  const linked = new Map<
    string,
    { readonly workflow: SealedWorkflow; readonly id: string; readonly to: string | null }
  >();
  const ownInClear = new Map<string, number>();
  /** What was given before anybody knew whose it is, and which subject took it in. */
  const loose = new Map<
    string,
    { readonly workflow: SealedWorkflow; readonly id: string; readonly key: string }
  >();
  const takenBy = new Map<string, string>();
  for await (const event of stored.readAll()) {
    const workflow = byName.get(categoryOf(event.stream));
    const id = workflow && idInStream(workflow, event.stream);
    if (workflow === undefined || id === undefined) continue;
    signal?.throwIfAborted();
    const subject = workflow.subjectOf?.(event, id);
    const own = `${workflow.name}:${id}`;
    const to = workflow.linksTo?.(event);
    if (to !== undefined) linked.set(own, { workflow, id, to });
    if (subject === own && workflow.linksTo !== undefined && isInClear(event))
      ownInClear.set(own, (ownInClear.get(own) ?? 0) + 1);
    for (const stream of workflow.takesIn?.(event) ?? [])
      if (loose.has(stream) && !takenBy.has(stream)) takenBy.set(stream, own);
    if (subject === undefined) continue;
    if (isLoose(subject) && event.revision === 0) loose.set(event.stream, { workflow, id, key: subject });
    const begins = event.revision === 0 && sealing.has(workflow);
    const whose = [...new Set([subject, ...(beganBy.get(subject) ?? [])])];
    for (const of of whose.flatMap((person) => found.get(person) ?? [])) {
      addTo(of.about, workflow.name, id);
      if (begins && own !== of.person) of.keys.add(own);
      if (isInClear(event)) of.inClear += 1;
    }
    if (begins)
      beganBy.set(
        own,
        whose.filter((person) => person !== own && found.has(person)),
      );
  }
  for (const [own, { workflow, id, to }] of linked) {
    const of = to === null ? undefined : found.get(to);
    if (of === undefined || of.keys.has(own)) continue;
    addTo(of.about, workflow.name, id);
    of.keys.add(own);
    of.inClear += ownInClear.get(own) ?? 0;
  }
  for (const [stream, own] of takenBy) {
    const taken = loose.get(stream);
    if (taken === undefined) continue;
    for (const of of found.values()) {
      if (of.person !== own && !of.keys.has(own)) continue;
      addTo(of.about, taken.workflow.name, taken.id);
      of.keys.add(taken.key);
    }
  }
  return new Map(
    [...found].map(([person, { about, keys, inClear }]) => [
      person,
      { about: new Map([...about].map(([name, ids]) => [name, [...ids]])), keys: [...keys], inClear },
    ]),
  );
};

const addTo = (about: Map<string, Set<string>>, workflow: string, id: string): void => {
  const ids = about.get(workflow) ?? new Set();
  about.set(workflow, ids.add(id));
};

/** Whether something of its events is encrypted. Of photos it is the bytes, which lie elsewhere. */
export const sealsSomething = ({ events }: Pick<SealedWorkflow, 'events'>): boolean =>
  eventTreesOf(events).size > 0;
