import { everyCannedText } from '@phananh/core/read-models';
import { textFieldOf } from '@phananh/core/reports';
import { askFor } from '@phananh/http/pages';
import type { Field } from '../forms/fields.ts';
import { type Html, html } from '../frame/html.ts';
import { island } from '../frame/island.ts';
import type { Filled, Frame, Visit } from '../frame/screen.ts';
import { filledWith } from '../islands/filled-with.ts';
import type { PhrasesGiven } from '../islands/given.ts';
import { languageNames } from '../words/words.ts';
import { caseTableWords } from './words.ts';

/** Canned texts, where the text of a command is written: one is chosen, and stands in the text. */

const listName = 'canned-texts';

/** Most that are offered. Those for the very category come first. */
const most = 100;

/** The choice in the form that carries them. */
const chosenName = '_phrase';

interface Phrase {
  readonly choice: string;
  readonly label: string;
  readonly text: string;
}

/** What is offered for a command, and the form as it stands when one was chosen. */
export interface Phrases {
  readonly filled: Filled;
  /** Above the field that they are for. */
  readonly above: (field: Field) => Html;
  /** Below it: where more of them are written. */
  readonly below: (field: Field) => Html;
}

/**
 * The phrases for a command, of one category where it is known. Nothing where the host has none, or the command takes no such text.
 */
export const phrasesFor = async (
  frame: Frame,
  visit: Visit,
  filled: Filled,
  { command, category }: { readonly command: string; readonly category: string | undefined },
): Promise<Phrases> => {
  const field = textFieldOf(command)?.field;
  const none: Phrases = { filled, above: () => null, below: () => null };
  const { workflows } = frame;
  const { actor } = visit;
  const isHosted = workflows.some(({ hosted }) => Object.hasOwn(hosted.lists, listName));
  if (field === undefined || !isHosted || actor === undefined) return none;
  if (!Object.hasOwn(everyCannedText.readers, actor.kind)) return none;
  const phrases = await offered(frame, visit, { command, category });
  const chosen = phrases.find(({ choice }) => choice === filled.values.get(chosenName));
  const values = new URLSearchParams(filled.values);
  if (filled.because === 'fill' && chosen !== undefined)
    values.set(field, filledWith(values.get(field) ?? '', chosen.text));
  return {
    filled: { ...filled, values },
    above: ({ name, key }) =>
      name === field && key === field
        ? choiceOf(visit, {
            field,
            phrases,
            chosen: values.get(chosenName) ?? '',
            isFilled: filled.because === 'fill',
          })
        : null,
    below: ({ name, key }) =>
      name === field && key === field ? linkToWrite(visit, { command, category }) : null,
  };
};

const offered = async (
  { readModels, clock }: Frame,
  { request, actor, language }: Visit,
  { command, category }: { readonly command: string; readonly category: string | undefined },
): Promise<readonly Phrase[]> => {
  if (actor === undefined) return [];
  const asked = {
    list: listName,
    reader: actor,
    now: clock.now(),
    where: { command: { oneOf: [command] } },
    sort: 'name',
    limit: 200,
  };
  const { rows } = await askFor(request, (by) => readModels.list(asked, by));
  const fitting = [
    ...rows.filter((row) => row.category === category && category !== undefined),
    ...rows.filter((row) => row.category === null),
  ];
  // In the language of the page first: the citizen may read the other one.
  const languages = language === 'vi' ? (['vi', 'en'] as const) : (['en', 'vi'] as const);
  return fitting.slice(0, most).flatMap((row) =>
    languages.flatMap((one) => {
      const text = row[one];
      const label = `${String(row.name)} (${languageNames[one]})`;
      return typeof text === 'string' ? [{ choice: `${String(row.cannedTextId)}:${one}`, label, text }] : [];
    }),
  );
};

/** Where one more is written, for whoever may. */
const linkToWrite = (
  { base, language, actor }: Visit,
  { command, category }: { readonly command: string; readonly category: string | undefined },
): Html => {
  if (actor === undefined || !['operator', 'agency', 'admin'].includes(actor.kind)) return null;
  const where = new URLSearchParams({ command, ...(category !== undefined && { category }) });
  return html`<p class="fine"><a href=${`${base}/cases/cannedText/new/write?${where}`}>${caseTableWords[language].newPhrase}</a></p>`;
};

const choiceOf = (
  { language }: Visit,
  {
    field,
    phrases,
    chosen,
    isFilled,
  }: {
    readonly field: string;
    readonly phrases: readonly Phrase[];
    readonly chosen: string;
    /** One goes on where one was. */
    readonly isFilled: boolean;
  },
): Html => {
  const words = caseTableWords[language];
  if (phrases.length === 0) return null;
  const given: PhrasesGiven = {
    field: `i-${field}`,
    texts: Object.fromEntries(phrases.map(({ choice, text }) => [choice, text])),
    words: { filled: words.phraseFilled('{name}') },
  };
  return island(
    'phrases',
    given,
    html`<div class="phrases">
      <label for="phrase">${words.phrases}</label>
      <select id="phrase" name=${chosenName}>
        <option value="">${words.phraseNone}</option>
        ${phrases.map(({ choice, label }) => html`<option value=${choice} selected=${choice === chosen}>${label}</option>`)}
      </select>
      <button class="second" name="_fill" value="true" autofocus=${isFilled} formnovalidate>${words.phraseFill}</button>
    </div>`,
  );
};
