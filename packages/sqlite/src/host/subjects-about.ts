import type { EventStore } from '@phananh/core';
import { categoryOf, eventTreesOf, idInStream } from '@phananh/core/engine';
import { personalInClear, type SealedWorkflow } from '@phananh/core/privacy';

/** Where a log says something of a person. */
export interface SubjectsAbout {
  /** Ids of subjects that say something of them, by workflow. */
  readonly about: ReadonlyMap<string, readonly string[]>;
  /** The keys of what others took down in subjects that they began: `report:<its id>`. */
  readonly keys: readonly string[];
  /** Events with something of them in clear, from before the log was sealed. */
  readonly inClear: number;
}

/**
 * Goes through a log for what it says of a person.
 *
 * @param stored the log below its sealing: whose an event is stands in clear
 * @throws what the signal was aborted with
 */
export const subjectsAbout = async (
  stored: Pick<EventStore, 'readAll'>,
  workflows: readonly SealedWorkflow[],
  person: string,
  signal?: AbortSignal,
): Promise<SubjectsAbout> => {
  const byName = new Map(
    workflows.filter(({ subjectOf }) => subjectOf !== undefined).map((one) => [one.name, one]),
  );
  const sealing = new Set([...byName.values()].filter(sealsSomething));
  const isInClear = personalInClear(workflows);
  const about = new Map<string, Set<string>>();
  const keys = new Set<string>();
  let inClear = 0;
  for await (const event of stored.readAll()) {
    const workflow = byName.get(categoryOf(event.stream));
    const id = workflow && idInStream(workflow, event.stream);
    if (workflow === undefined || id === undefined) continue;
    signal?.throwIfAborted();
    const subject = workflow.subjectOf?.(event, id);
    if (subject === undefined || (subject !== person && !keys.has(subject))) continue;
    const own = `${workflow.name}:${id}`;
    const ids = about.get(workflow.name) ?? new Set();
    about.set(workflow.name, ids.add(id));
    if (event.revision === 0 && own !== person && sealing.has(workflow)) keys.add(own);
    if (isInClear(event)) inClear += 1;
  }
  return {
    about: new Map([...about].map(([name, ids]) => [name, [...ids]])),
    keys: [...keys],
    inClear,
  };
};

/** Whether something of its events is encrypted. Of photos it is the bytes, which lie elsewhere. */
export const sealsSomething = ({ events }: Pick<SealedWorkflow, 'events'>): boolean =>
  eventTreesOf(events).size > 0;
