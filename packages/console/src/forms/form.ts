import type { Problem } from '@phananh/http/pages';
import { type Html, html } from '../frame/html.ts';
import { detailOf } from '../frame/look.ts';
import type { Filled, Visit } from '../frame/screen.ts';
import { frameWords } from '../frame/words.ts';
import type { Labelled } from '../labels/labels.ts';
import { kindName } from '../words/kinds.ts';
import { nameHere, nameOf } from '../words/naming.ts';
import { saidIn } from '../words/refusals.ts';
import type { Choice, Field } from './fields.ts';
import { labelField } from './label-field.ts';
import { refusedNote, shownAgain, waitOf } from './refused.ts';
import { formWords } from './words.ts';

export interface ShownForm {
  readonly fields: readonly Field[];
  readonly filled: Filled;
  /** Where it is sent. */
  readonly action: string;
  /** Fields that nobody types. */
  readonly hidden: { readonly [name: string]: string };
  /** What its button says. */
  readonly does: string;
  /** Whether what it does cannot be taken back. */
  readonly isGrave?: boolean;
  /** What one may choose for a field whose schema takes more: agencies for `agencyId`. */
  readonly choicesOf: (field: Field) => readonly Choice[] | undefined;
  /** What the button says that shows first what it would say, where that is to be seen. */
  readonly looks?: string | undefined;
  /** What photos are sent with, where some can be. */
  readonly photos?: Html;
  /** Beside the button. */
  readonly cancel?: Html;
  /** Above a field: what helps to fill it in. */
  readonly above?: ((field: Field) => Html) | undefined;
  /** Below it: where else one may go from it. */
  readonly below?: ((field: Field) => Html) | undefined;
}

/** A form that keeps what was typed, and says at each field why it was refused. */
export const formOf = (visit: Visit, shown: ShownForm): Html => {
  const { session } = visit;
  const { fields, filled, action, hidden, does, looks, cancel, photos } = shown;
  const refusals = refusalsIn(filled.problem);
  return html`
    <form method="post" action=${action} class="command" novalidate enctype=${photos === undefined ? undefined : 'multipart/form-data'}>
      ${session === undefined ? null : html`<input type="hidden" name="_token" value=${session.token} />`}
      ${Object.entries(hidden).map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`)}
      ${shownAgain(visit, filled)}
      ${filled.problem === undefined ? null : refusal(visit, filled.problem, flat(fields), refusals)}
      ${fields.map((field) => fieldOf(field, visit, shown, refusals))}
      ${photos}
      <p class="actions"><button class=${shown.isGrave === true ? 'danger' : undefined}>${does}</button> ${looks === undefined ? null : html`<button class="second" name="_look" value="true">${looks}</button>`} ${cancel}</p>
    </form>
  `;
};

type Refusals = ReadonlyMap<string, string>;

const refusalsIn = (problem: Problem | undefined): Refusals => {
  const errors = problem?.errors;
  if (!Array.isArray(errors)) return new Map();
  return new Map(
    errors.flatMap((one: unknown) =>
      typeof one === 'object' && one !== null && 'pointer' in one && 'message' in one
        ? [[String(one.pointer), String(one.message)] as const]
        : [],
    ),
  );
};

const flat = (fields: readonly Field[]): readonly Field[] =>
  fields.flatMap((field) => (field.kind === 'group' ? flat(field.fields) : [field]));

/** Errors of a part of a field stand at the field. */
const refusalOf = ({ pointer }: Field, refusals: Refusals): string | undefined =>
  [...refusals].find(([at]) => at === pointer || at.startsWith(`${pointer}/`))?.[1];

const refusal = (visit: Visit, problem: Problem, fields: readonly Field[], refusals: Refusals): Html => {
  const { language } = visit;
  const words = frameWords[language];
  const wrong = fields.filter((field) => refusalOf(field, refusals) !== undefined);
  return refusedNote(html`
    <strong>${words.refused}: ${problem.title}</strong>
    ${
      wrong.length === 0
        ? (waitOf(visit, problem) ?? detailOf(visit, problem.detail))
        : html`<p>${words.refusedFields}</p>
          <ul>${wrong.map((field) => html`<li><a href=${`#i-${field.name}`}>${nameHere(visit, 'fields', field.key)}</a></li>`)}</ul>`
    }
  `);
};

const fieldOf = (field: Field, visit: Visit, shown: ShownForm, refusals: Refusals): Html => {
  const { language } = visit;
  const words = frameWords[language];
  const label = nameHere(visit, 'fields', field.key);
  if (field.kind === 'group')
    return html`<fieldset><legend>${label}</legend>${field.fields.map((one) => fieldOf(one, visit, shown, refusals))}</fieldset>`;
  const id = `i-${field.name}`;
  const wrong = refusalOf(field, refusals);
  const hint = knownHint(visit, field.key) ?? hintOf(field, shown, words);
  const described = [hint === undefined ? [] : [`${id}-hint`], wrong === undefined ? [] : [`${id}-wrong`]]
    .flat()
    .join(' ');
  const common = {
    id,
    name: field.name,
    'aria-invalid': wrong === undefined ? undefined : 'true',
    'aria-describedby': described === '' ? undefined : described,
    'aria-required': field.isRequired ? 'true' : undefined,
  };
  const optional =
    field.isRequired || field.initial !== undefined
      ? null
      : html` <span class="fine">(${words.optional})</span>`;
  const choices = choicesOf(field, shown, visit);
  const below = html`
    ${hint === undefined ? null : html`<p class="fine" id=${`${id}-hint`}>${hint}</p>`}
    ${wrongOf(id, wrong, language)}
  `;
  if (field.kind === 'yes-no')
    return html`<div class="field checks"><label><input type="checkbox" ...${common} value="true" checked=${shown.filled.values.get(field.name) === 'true'} /> ${label}</label>${below}</div>`;
  if (isSeveral(field) && choices !== undefined) {
    const chosen = shown.filled.values.getAll(field.name);
    return html`<fieldset class="checks" id=${id} aria-describedby=${common['aria-describedby']}><legend>${label}${optional}</legend>
      ${choices.map(
        ({ value, label: text, picture }) =>
          html`<label class=${picture === undefined ? undefined : 'picture'}><input type="checkbox" name=${field.name} value=${value} checked=${chosen.includes(value)} />
          ${picture === undefined ? text : html`<img src=${picture.src} alt="" width="120" height="90" loading="lazy" /><span>${text} <span class="fine">${picture.note}</span></span>`}</label>`,
      )}${below}</fieldset>`;
  }
  if (
    field.kind === 'choice' &&
    choices !== undefined &&
    field.initial === undefined &&
    isOfRadios(visit, field)
  )
    return html`<fieldset class="chosen-one" id=${id} aria-describedby=${common['aria-describedby']}><legend>${label}${optional}</legend>
      ${choices.map(
        ({ value, label: text }, at) =>
          html`<label><input type="radio" id=${`${id}-${at}`} name=${field.name} value=${value} checked=${shown.filled.values.get(field.name) === value} aria-invalid=${common['aria-invalid']} /> <span>${text}${choiceHint(language, value)}</span></label>`,
      )}${below}</fieldset>`;
  return html`${shown.above?.(field)}<div class="field"><label for=${id}>${label}${optional}</label>${control(field, { common, choices, shown, words, visit })}${below}${shown.below?.(field)}</div>`;
};

/** Why a field was refused, in the language of the page where there are words for it. */
const wrongOf = (id: string, wrong: string | undefined, language: Visit['language']): Html => {
  if (wrong === undefined) return null;
  const { text, lang } = saidIn(language, wrong);
  return html`<p class="wrong" id=${`${id}-wrong`} lang=${lang}>${text}</p>`;
};

/** What citizens choose of few stands before them, with what each means. */
const isOfRadios = ({ workflow = 'report' }: Visit, { key }: Field): boolean =>
  (workflow === 'report' && key === 'grade') || (workflow === 'dataRequest' && key === 'kind');

const choiceHint = (language: Visit['language'], value: string): Html => {
  const hints: { readonly [value: string]: string } = formWords[language].choiceHints;
  return Object.hasOwn(hints, value) ? html` <span class="fine">${hints[value]}</span>` : null;
};

const isSeveral = ({ kind }: Field): boolean => kind === 'lines' || kind === 'choices';

const choicesOf = (
  field: Field,
  { choicesOf: given }: ShownForm,
  visit: Visit,
): readonly Choice[] | undefined => {
  const offered = given(field);
  if (offered !== undefined) return offered;
  if (field.kind !== 'choice' && field.kind !== 'choices') return undefined;
  return field.values.map((value) => ({ value, label: valueName(field.key, value, visit) }));
};

/** Names of clocks are names of clocks; others are values. */
const valueName = (key: string, value: string, visit: Visit): string => {
  if (key === 'clock') return nameOf('clocks', value, visit.language);
  if (key === 'kind' && visit.workflow === 'apiKey') return kindName(value, visit.language);
  if (key === 'command') return nameOf('commands', value, visit.language);
  return nameHere(visit, key === 'field' ? 'fields' : 'values', value);
};

/** Of a field of one workflow before that of any. */
const knownHint = ({ language, workflow = 'report' }: Visit, key: string): string | undefined => {
  const hints: { readonly [key: string]: string } = formWords[language].hints;
  const of = [`${workflow}.${key}`, key].find((one) => Object.hasOwn(hints, one));
  return of === undefined ? undefined : hints[of];
};

const hintOf = (field: Field, shown: ShownForm, words: (typeof frameWords)['en']): string | undefined => {
  if (field.kind === 'lines' && shown.choicesOf(field) === undefined) return words.onePerLine;
  return field.kind === 'json' ? words.asJson : undefined;
};

/** Fields with a code that an installation names. */
const labelledFields: { readonly [key: string]: Labelled } = { category: 'category', areaCode: 'area' };

const inputTypes: { readonly [kind: string]: string } = {
  'whole-number': 'number',
  number: 'number',
  day: 'date',
  moment: 'datetime-local',
};

const control = (
  field: Field,
  {
    common,
    choices,
    shown,
    words,
    visit,
  }: {
    readonly common: { readonly id: string; readonly name: string };
    readonly visit: Visit;
    readonly choices: readonly Choice[] | undefined;
    readonly shown: ShownForm;
    readonly words: (typeof frameWords)['en'];
  },
): Html => {
  const values = shown.filled.values;
  const value = values.has(field.name) ? values.getAll(field.name).join('\n') : (field.initial ?? '');
  const what = labelledFields[field.key];
  if (choices === undefined && what !== undefined)
    return labelField(visit.offered(what), {
      common,
      value,
      empty: field.isRequired ? words.notChosen : words.none,
      called: (code) => visit.called(what, code),
    });
  if (choices !== undefined)
    return html`<select ...${common}>
      ${field.initial === undefined && !choices.some((one) => one.value === '') ? html`<option value="">${field.isRequired ? words.notChosen : words.none}</option>` : null}
      ${choices.map(({ value: one, label }) => html`<option value=${one} selected=${one === value}>${label}</option>`)}
    </select>`;
  if (field.kind === 'text' || field.kind === 'lines' || field.kind === 'json')
    return html`<textarea ...${common} dir="auto" maxlength=${field.kind === 'text' ? field.most : undefined}>${value}</textarea>`;
  const type = inputTypes[field.kind] ?? 'text';
  return html`<input
    ...${common}
    type=${type}
    value=${value}
    dir=${type === 'text' ? 'auto' : undefined}
    step=${field.kind === 'number' ? 'any' : undefined}
    min=${type === 'number' ? field.least : undefined}
    max=${type === 'number' ? field.most : undefined}
    maxlength=${type === 'text' ? field.most : undefined}
  />`;
};
