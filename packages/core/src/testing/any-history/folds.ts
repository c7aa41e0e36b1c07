import fc from 'fast-check';
import { issuesOf } from '../../engine/base/input-issues.ts';
import { foldOf, upToDate } from '../../engine/commands/fold.ts';
import type { RecordedEvent } from '../../engine/log/envelope.ts';
import type { Workflow, WorkflowTypes } from '../../engine/workflow/workflow.ts';

/** Throws unless a history folded on from any snapshot is the whole folded at once, and folding changes nothing that it is given. */
export const demandFolds = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  recorded: readonly RecordedEvent[],
  cut: number,
): void => {
  const events = recorded.map(frozen);
  const whole = folded(workflow, events);
  const head = folded(workflow, events.slice(0, cut + 1));
  const rest = folded(workflow, events.slice(cut + 1), head);
  if (fc.stringify(rest) === fc.stringify(whole)) return;
  throw new Error(
    `folded on from revision ${cut}, the ${workflow.name} is another one:\n${fc.stringify(rest?.state)}\nnot\n${fc.stringify(whole?.state)}`,
  );
};

const folded = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  events: readonly RecordedEvent[],
  from?: ReturnType<typeof foldOf<T>>['snapshot'],
) => {
  const fold = foldOf(workflow, from);
  for (const event of events) {
    fold.add(event);
    // A state is kept as a snapshot while the next one is made of it.
    frozen(fold.snapshot?.state);
  }
  return fold.snapshot;
};

/** Throws unless upcasters make of every event of before what the schema of today takes, and leave it as it was. */
export const demandUpcasts = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  recorded: readonly RecordedEvent[],
): void => {
  for (const event of recorded) {
    const { type, data } = upToDate(workflow.events, frozen(event));
    const parsed = workflow.events[type]?.schema.safeParse(data);
    if (parsed?.success !== false) continue;
    const [issue] = issuesOf(parsed.error);
    throw new Error(
      `${type} of version ${event.version} is brought up to what its schema refuses: ${issue?.pointer} ${issue?.message}`,
    );
  }
};

/** Throws when some version of an event is in no stored history: what its upcaster does, nobody knows. */
export const demandEveryVersion = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  histories: readonly (readonly RecordedEvent[])[],
): void => {
  const stored = new Set(histories.flat().map(({ type, version }) => `${type} of version ${version}`));
  const missing = Object.entries(workflow.events).flatMap(([type, { version }]) =>
    Array.from({ length: version - 1 }, (_, before) => `${type} of version ${before + 1}`).filter(
      (name) => !stored.has(name),
    ),
  );
  if (missing.length > 0)
    throw new Error(`no history among those stored has ${missing.join(', ')}: give one in \`histories\``);
};

/** The same value, which whoever changes it is told of. */
const frozen = <Value>(value: Value): Value => {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) frozen(inner);
  }
  return value;
};
