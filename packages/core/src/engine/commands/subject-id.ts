import { formsOf, normalText } from '../../unicode/index.ts';
import type { EventStore } from '../log/event-store.ts';
import { streamOf, type Workflow, type WorkflowTypes } from '../workflow/workflow.ts';

/**
 * The id of a subject as its stream has it. Ids are taken in NFC; one that was recorded in another form before they were is
 * found again, as it was written. At once for an id that has one form only, as nearly every id.
 */
export const findingIds =
  <T extends WorkflowTypes>(workflow: Workflow<T>, store: Pick<EventStore, 'readStream'>) =>
  (id: string): string | Promise<string> => {
    const forms = formsOf(id);
    return forms.length === 1 ? id : firstThere(workflow, store, forms, normalText(id));
  };

const firstThere = async <T extends WorkflowTypes>(
  workflow: Workflow<T>,
  store: Pick<EventStore, 'readStream'>,
  forms: readonly string[],
  otherwise: string,
): Promise<string> => {
  for (const form of forms)
    for await (const _ of store.readStream(streamOf(workflow, form), { limit: 1 })) return form;
  return otherwise;
};
