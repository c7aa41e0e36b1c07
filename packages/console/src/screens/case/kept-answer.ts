import type { Field } from '../../forms/fields.ts';
import { keptFormGiven } from '../../forms/kept-form.ts';
import { formWords } from '../../forms/words.ts';
import type { Html } from '../../frame/html.ts';
import { island } from '../../frame/island.ts';
import type { Filled, Frame, Visit } from '../../frame/screen.ts';
import type { UnsentGiven } from '../../islands/report-given.ts';

/** What citizens type where they answer, dispute or comment on their report is kept as that of a new report is. */

export const isOfReporter = ({ actor }: Visit, workflow: string): boolean =>
  workflow === 'report' && actor?.kind === 'citizen';

/** Where one photo of such a form is taken in, before the form is sent. */
export const answerPhotosPath = '/cases/:workflow/:id/photos';

export const keptAnswer = (
  frame: Frame,
  visit: Visit,
  {
    command,
    id,
    fields,
    filled,
    brings,
  }: {
    readonly command: string;
    readonly id: string;
    readonly fields: readonly Field[];
    readonly filled: Filled;
    /** Whether photos can be sent with it. */
    readonly brings: boolean;
  },
  form: Html,
): Html => {
  const typed = typedOf(fields);
  if (typed.length === 0) return form;
  const words = formWords[visit.language];
  const path = `${frame.base}/cases/report/${encodeURIComponent(id)}`;
  return island(
    'answer',
    keptFormGiven(frame, visit, {
      owner: ownerOf(frame, visit, id, command),
      takesOver: false,
      fields: typed.map(({ name }) => name),
      // What stands in it already nobody has typed.
      unseen: typed.filter(({ initial }) => initial !== undefined).map(({ name }) => name),
      needs: typed.filter(({ isRequired }) => isRequired).map(({ name }) => [name]),
      photosAt: brings ? `${path}/photos` : undefined,
      sentPage: `${path}?done=${command}`,
      filled,
      words: { ...words.keptAnswer, ...(!brings && words.keptWithoutPhotos) },
    }),
    form,
  );
};

/** What of such a form is still kept where it cannot be filled in any more: its term is over, or it arrived without an answer. */
export const unsentAnswer = (
  frame: Frame,
  visit: Visit,
  {
    command,
    id,
    fields,
  }: { readonly command: string; readonly id: string; readonly fields: readonly Field[] },
): Html => {
  const { unsent, kept } = formWords[visit.language];
  const given: UnsentGiven = {
    owner: ownerOf(frame, visit, id, command),
    fields: typedOf(fields)
      .filter(({ initial }) => initial === undefined)
      .map(({ name }) => name),
    words: { unsent, clear: kept.clear, cleared: kept.cleared },
  };
  return island('unsent', given, null);
};

const ownerOf = ({ draftMarkOf }: Frame, { actor }: Visit, id: string, command: string): string =>
  `${draftMarkOf(actor)} report/${id}/${command}`;

const typedOf = (fields: readonly Field[]): readonly Field[] =>
  fields.filter(({ kind }) => !untyped.has(kind));

/** Ticks, and what is made of several fields. */
const untyped: ReadonlySet<Field['kind']> = new Set(['yes-no', 'choices', 'group']);
