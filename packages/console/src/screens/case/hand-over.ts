import { type AnyList, mostListedRows, personalInRows } from '@phananh/core/read-models';
import { askFor } from '@phananh/http/pages';
import type { Choice } from '../../forms/fields.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import { nameIn } from '../../words/naming.ts';
import { type FormShape, unshaped } from './form-shape.ts';

const listName = 'officers';

/**
 * The form of `hand-over`: the active officers of the agency of whoever looks can be chosen by name. Where no registry knows them, and where they are more
 * than anybody chooses from, their id is typed.
 */
export const handOverShape = async (
  { workflows, readModels, clock }: Frame,
  { actor, request, language }: Visit,
): Promise<FormShape> => {
  const lists: { readonly [name: string]: AnyList } = Object.assign(
    {},
    ...workflows.map(({ hosted }) => hosted.lists),
  );
  const list = Object.hasOwn(lists, listName) ? lists[listName] : undefined;
  if (list === undefined || actor?.agencyId === undefined) return unshaped;
  const asked = {
    list: listName,
    reader: actor,
    now: clock.now(),
    where: { agencyId: { oneOf: [actor.agencyId] }, phase: { oneOf: ['active'] } },
    limit: mostListedRows,
  };
  const { rows, nextCursor } = await askFor(request, (by) => readModels.list(asked, by));
  if (nextCursor !== undefined) return unshaped;
  const choices = rows.map(({ officerId, name, role }): Choice => {
    const id = String(officerId);
    const called = typeof name === 'string' ? name : id;
    const isHead = role === 'head';
    return {
      value: id,
      label: isHead ? `${called} (${nameIn('officer', 'values', 'head', language)})` : called,
    };
  });
  const offered = choices.toSorted((one, other) => one.label.localeCompare(other.label, language));
  return {
    ...unshaped,
    choicesOf: ({ key }) => (key === 'officer' ? offered : undefined),
    shows: [personalInRows(list, rows)],
  };
};
