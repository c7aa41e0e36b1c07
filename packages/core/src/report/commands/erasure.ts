import { z } from 'zod';
import { refuse, text, upcast } from '../../engine/index.ts';
import { reportEvents } from '../events.ts';
import { keepableTexts } from '../kept-texts.ts';
import { type ErasedPart, mostErasedAtOnce, pagesOf, revisionsAbout } from '../personal-of.ts';
import { RetentionExtent } from '../retention/policy.ts';
import { command, made } from '../types.ts';

export const erasePersonalData = command({
  summary: 'Records that what the report says of a person was erased; its read models are scrubbed by it.',
  input: z.strictObject({
    /** A kind, a colon and an id, as keys have them: `citizen:c-17`, `report:<its id>`. Absent: everybody who said something in it, or called. */
    person: z
      .string()
      .regex(/^[a-z]+:.{1,200}$/u)
      .optional(),
    /** Only how they are reached and where exactly it was. Absent: everything. */
    only: RetentionExtent.extract(['contact']).optional(),
  }),
  example: { person: 'citizen:c-17' },
  by: ['system'],
  from: 'any',
  internal: true,
  emits: ['personal-data-erased'],
  refuses: ['nothing-changes'],
  decide: (_, { person, only }, { id, history }) => {
    const events = history.map((event) => upcast(reportEvents, event));
    const part: ErasedPart = only ?? 'everything';
    const done = new Set(
      events.flatMap(({ type, data }) =>
        type === 'personal-data-erased' &&
        data.fields === undefined &&
        (data.only === undefined || data.only === only)
          ? data.revisions
          : [],
      ),
    );
    const left = revisionsAbout(events, id, { person, part }).filter((revision) => !done.has(revision));
    if (left.length === 0) return refuse('nothing-changes', 'nothing of this person is left in the report');
    return pagesOf(left, mostErasedAtOnce).map((revisions) =>
      made('personal-data-erased', { revisions: [...revisions], ...(only !== undefined && { only }) }),
    );
  },
});

export const keepText = command({
  summary:
    'Keeps a version of what a citizen wrote without anything personal: it takes the place of that once it is erased. Without `revision` it is of the text of the report.',
  input: z.strictObject({
    text: text(),
    /** Of the event whose words it stands for: an answer, a comment, a grade, a dispute. */
    revision: z.int().min(0).default(0),
    reason: text(),
  }),
  example: { text: 'Đèn đường trước trường học hỏng', reason: 'Nội dung cần giữ để theo dõi sửa chữa' },
  by: ['operator', 'admin'],
  from: 'any',
  emits: ['text-kept'],
  refuses: ['unknown-revision', 'nothing-changes'],
  decide: (_, { text: version, revision, reason }, { history }) => {
    const texts = keepableTexts(
      history.flatMap((event) => {
        if (event.fault !== undefined) return [];
        const { actor } = event.metadata;
        return [{ ...upcast(reportEvents, event), actor: { ...actor } }];
      }),
    );
    const words = texts.find((one) => one.revision === revision);
    if (words === undefined)
      return refuse('unknown-revision', `a citizen wrote nothing in an event of revision ${revision}`, {
        revision,
        revisions: texts.slice(-20).map((one) => one.revision),
      });
    return words.kept === version
      ? refuse('nothing-changes', 'this version is kept already')
      : made('text-kept', { revision, kept: { [words.as]: version }, reason });
  },
});
