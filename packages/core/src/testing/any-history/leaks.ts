import type { Instant } from '../../engine/base/time.ts';
import { upToDate } from '../../engine/commands/fold.ts';
import { eventFor, hidesOf, subjectFor } from '../../engine/commands/view.ts';
import type { RecordedEvent } from '../../engine/log/envelope.ts';
import { isPersonalAt } from '../../engine/workflow/schema-fields.ts';
import type { Workflow, WorkflowTypes } from '../../engine/workflow/workflow.ts';
import type { Canary } from './inputs.ts';

/** A subject, its events, and what in them is known to be personal. */
export interface Life<T extends WorkflowTypes> {
  readonly id: string;
  readonly state: T['state'];
  readonly events: readonly RecordedEvent[];
  readonly canaries: readonly Canary[];
}

/**
 * What views show of a person without saying so, in words: canaries that were planted in personal fields of inputs, and what stands in
 * personal fields of the state, in a view that does not name such a field in its `personal`. Who did something is shown by another list.
 */
export const leaksOf = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  life: Life<T>,
  context: { readonly now: Instant; readonly policy: T['policy'] },
): readonly string[] => {
  const secrets = secretsOf(workflow, life, context);
  // The keys of a table are texts to the types.
  return (Object.keys(workflow.views) as T['audience'][]).flatMap((audience) => {
    const shown = leavesOf([
      subjectFor(workflow, audience, life, context),
      ...life.events.map((event) => eventFor(workflow, audience, life.state, event)?.data),
    ]);
    const named = workflow.views[audience].personal ?? [];
    return secrets
      .filter(({ fields }) => !named.some((field) => fields.has(field)))
      .filter(({ isIn }) => shown.some(isIn))
      .map(
        ({ text, fields }) =>
          `the view ${audience} shows ${JSON.stringify(text)} of ${[...fields].join(', ')}, which its \`personal\` does not name`,
      );
  });
};

/** Something that only those may see who may see one of some fields. */
interface Secret {
  readonly text: string;
  readonly fields: ReadonlySet<string>;
  readonly isIn: (shown: string) => boolean;
}

const secretsOf = <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  { id, state, events, canaries }: Life<T>,
  context: { readonly now: Instant; readonly policy: T['policy'] },
): readonly Secret[] => {
  const presented = workflow.present(id, state, { ...context, hides: hidesOf(workflow, state) });
  const ofState = Object.entries<unknown>(presented).filter(
    ([field]) =>
      // Any text is asked for.
      (workflow.fields as { readonly [name: string]: { personal?: boolean } })[field]?.personal === true,
  );
  const ofEvents = events
    .map((event) => upToDate(workflow.events, event))
    .flatMap(({ type, data }) => {
      const schema = workflow.events[type]?.schema;
      return Object.entries(data).filter(([field]) => schema !== undefined && isPersonalAt(schema, field));
    });
  const carrying = [...ofState, ...ofEvents].map(([field, value]) => [field, leavesOf(value)] as const);
  return [
    ...canaries.map(({ text, field }): Secret => {
      const isIn = (shown: string) => shown.includes(text);
      const fields = carrying.filter(([, leaves]) => leaves.some(isIn)).map(([name]) => name);
      return { text, fields: new Set([field, ...fields]), isIn };
    }),
    // An id of somebody may be part of other words: it is looked for whole.
    ...ofState
      .flatMap(([, value]) => leavesOf(value))
      .map((text): Secret => {
        const isIn = (shown: string) => shown === text;
        const fields = carrying.filter(([, leaves]) => leaves.some(isIn)).map(([name]) => name);
        return { text, fields: new Set(fields), isIn };
      }),
  ];
};

/** Every text in a value, at any depth. */
const leavesOf = (value: unknown): readonly string[] => {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(leavesOf) : [];
};
