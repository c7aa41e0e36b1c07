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
  /** What is linked, by whose it is last; and how much of what is linked or may be stands in clear. */
  const linked = new Map<
    string,
    { readonly workflow: SealedWorkflow; readonly id: string; readonly to: string | null }
  >();
  const ownInClear = new Map<string, number>();
  let inClear = 0;
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
    if (subject === undefined || (subject !== person && !keys.has(subject))) continue;
    const ids = about.get(workflow.name) ?? new Set();
    about.set(workflow.name, ids.add(id));
    if (event.revision === 0 && own !== person && sealing.has(workflow)) keys.add(own);
    if (isInClear(event)) inClear += 1;
  }
  for (const [own, { workflow, id, to }] of linked) {
    if (to !== person || keys.has(own)) continue;
    const ids = about.get(workflow.name) ?? new Set();
    about.set(workflow.name, ids.add(id));
    keys.add(own);
    inClear += ownInClear.get(own) ?? 0;
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
