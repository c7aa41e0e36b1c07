import { paramsOf } from '../../cases/found.ts';
import { missingCopies, photoAddress } from '../../cases/photos.ts';
import { proceduresOf } from '../../cases/procedures.ts';
import type { Choice, Field } from '../../forms/fields.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import { nameOf } from '../../words/naming.ts';
import type { FormShape } from './form-shape.ts';
import { caseWords } from './words.ts';

/** What somebody may choose for a field, where the host knows it. @param copyOf what is known of the public copy of a photo */
export const choicesFor =
  (
    frame: Frame,
    visit: Visit,
    attachments: readonly string[],
    copyOf: ReadonlyMap<string, string> = new Map(),
  ) =>
  ({ key }: Field): readonly Choice[] | undefined => {
    // An agency that is registered gets an id of its own.
    if (
      (key === 'agencyId' && visit.workflow !== 'agency') ||
      key === 'proposedAgencyId' ||
      key === 'supporting'
    )
      return frame.readModels
        .agencies()
        .filter(({ phase }) => phase === 'active')
        .map(({ agencyId, name }) => ({ value: agencyId, label: name }));
    if (/^attachments?$|^replacement$/.test(key))
      return attachments.map((id, at) => ({
        value: id,
        label: caseWords[visit.language].photo(String(at + 1)),
        ...(frame.evidence !== undefined && {
          picture: { src: photoAddress(visit, paramsOf(visit), id, 'thumbnail'), note: copyOf.get(id) ?? '' },
        }),
      }));
    if (key === 'procedure')
      return proceduresOf(frame.reports.policy).map((value) => ({
        value,
        label: nameOf('values', value, visit.language),
      }));
    return undefined;
  };

/** Of photos whose public copy is not there yet, or cannot be: that they cannot be published. */
const copiesOf = async (
  frame: Frame,
  visit: Visit,
  attachments: readonly string[],
): Promise<ReadonlyMap<string, string>> =>
  new Map(
    [...(await missingCopies(frame, visit, attachments))].map(([id, why]) => [
      id,
      caseWords[visit.language].noCopy(why),
    ]),
  );

export const choicesIn = async (
  frame: Frame,
  visit: Visit,
  attachments: readonly string[],
  shape: FormShape,
): Promise<(field: Field) => readonly Choice[] | undefined> => {
  const known = choicesFor(frame, visit, attachments, await copiesOf(frame, visit, attachments));
  return (field) => shape.choicesOf(field) ?? known(field);
};
