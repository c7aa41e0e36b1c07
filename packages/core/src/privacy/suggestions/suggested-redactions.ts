import {
  type CommandHandler,
  type EventView,
  Forbidden,
  type FoundSubject,
  isList,
  type JsonValue,
  pointerPart,
  type Revision,
  type Workflow,
  type WorkflowTypes,
} from '../../engine/index.ts';
import { type PersonalInText, personalInText } from './personal-in-text.ts';

/** Words of an event that somebody may want to hide, by the command `redact` with this field and revision. */
export interface SuggestedRedaction extends PersonalInText {
  readonly field: string;
  readonly revision: Revision;
  /** Where the text stands in the data of the event: a JSON pointer (RFC 6901). */
  readonly pointer: string;
  /** The words themselves: `start` to `end` of that text. */
  readonly found: string;
}

/**
 * What somebody may want to hide of events, in the fields that `redact` can hide. Fields that are about a person as a whole, such as how to
 * reach them, are not looked at: nobody sees them who is not to.
 *
 * @param events as whoever asks may see them: what is hidden from them already is suggested no more
 */
export const suggestedRedactions = (
  workflow: Pick<Workflow, 'redactable' | 'fields'>,
  events: readonly EventView[],
): readonly SuggestedRedaction[] => {
  const fields = Object.entries(workflow.redactable ?? {}).filter(
    ([field]) => workflow.fields[field]?.personal !== true,
  );
  return events.flatMap(({ type, revision, data }) =>
    fields.flatMap(([field, places]) =>
      places
        .filter(({ event }) => event === type)
        .flatMap(({ at = [field] }) => at.flatMap((path) => textsAt(data, path.split('.'), '')))
        .flatMap(({ pointer, text }) =>
          personalInText(text).map((found) => ({
            field,
            revision,
            pointer,
            ...found,
            found: text.slice(found.start, found.end),
          })),
        ),
    ),
  );
};

interface PlacedText {
  readonly pointer: string;
  readonly text: string;
}

/** Every text at a path, and below it. */
const textsAt = (
  value: JsonValue | undefined,
  path: readonly string[],
  pointer: string,
): readonly PlacedText[] => {
  if (typeof value === 'string') return path.length === 0 ? [{ pointer, text: value }] : [];
  if (typeof value !== 'object' || value === null) return [];
  if (isList(value)) return value.flatMap((item, index) => textsAt(item, path, `${pointer}/${index}`));
  const [next, ...others] = path;
  const below = next === undefined ? Object.keys(value) : [next];
  return below.flatMap((name) =>
    Object.hasOwn(value, name) ? textsAt(value[name], others, `${pointer}/${pointerPart(name)}`) : [],
  );
};

/**
 * Suggestions are for those who may hide something of it now.
 *
 * @throws {@link Forbidden}
 */
export const demandMayRedact = <T extends WorkflowTypes>(
  { allowedCommands, workflow }: CommandHandler<T>,
  { actor, current }: FoundSubject<T>,
): void => {
  if (actor !== undefined && allowedCommands(current.state, actor).includes('redact')) return;
  throw new Forbidden(`what to hide of a ${workflow.name} is suggested to those who may hide it`, {
    visible: true,
    command: 'redact',
  });
};
