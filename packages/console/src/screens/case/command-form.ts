import { randomUUID } from 'node:crypto';
import {
  type EventView,
  Forbidden,
  historyPage,
  mayHaveGiven,
  NotFound,
  streamOf,
} from '@phananh/core/engine';
import { personalInEvents, personalInState } from '@phananh/core/privacy';
import { readInTurns } from '@phananh/http/pages';
import {
  agencyNames,
  attachmentsOf,
  type FoundCase,
  findCase,
  handlerOf,
  paramsOf,
  visitOfWorkflow,
} from '../../cases/found.ts';
import { isGrave } from '../../cases/grave.ts';
import { historyOf } from '../../cases/history.ts';
import { phrasesFor } from '../../cases/phrases.ts';
import { labelOf } from '../../cases/told.ts';
import type { Field } from '../../forms/fields.ts';
import { formOf } from '../../forms/form.ts';
import { inputOf } from '../../forms/input.ts';
import { photosField } from '../../forms/photos-field.ts';
import { type Html, html } from '../../frame/html.ts';
import { queryOf } from '../../frame/query.ts';
import type { Filled, Frame, GoTo, Page, Visit } from '../../frame/screen.ts';
import { nameIn } from '../../words/naming.ts';
import { isReadByOthers, mergeTarget, previewOf, suggestionsBeside } from './beside-form.ts';
import { choicesFor, choicesIn } from './command-choices.ts';
import { bringing, carried, commandOf, fieldsFor } from './command-of.ts';
import { erasureShape } from './erasure.ts';
import { type FormShape, unshaped } from './form-shape.ts';
import { renamed } from './give-command.ts';
import { handOverShape } from './hand-over.ts';
import { isOfReporter, keptAnswer, unsentAnswer } from './kept-answer.ts';
import { keptTextShape } from './kept-text.ts';
import { withinOf, withinQuery } from './neighbours.ts';
import { redactionShape } from './redaction.ts';
import { answerTerm, decidedOnIn, summaryOf } from './summary.ts';
import { caseWords } from './words.ts';

/** A command as a form made of its schema. */

/** Whose data a citizen asks about is not to be typed: it is their own. */
const isOwnAnyway = ({ actor }: Visit, workflow: string, { name }: Field): boolean =>
  workflow === 'dataRequest' && name === 'person' && actor?.kind === 'citizen';

const keyIn = ({ values, problem }: Filled): string =>
  problem?.code === 'idempotency-conflict' ? randomUUID() : (values.get(carried.key) ?? randomUUID());

/** A command to a case that there is. */
export const commandForm = async (frame: Frame, looking: Visit, filled: Filled): Promise<Page> => {
  const visit = visitOfWorkflow(looking);
  const one = await findCase(frame, visit);
  const { base, language } = visit;
  const { command: name } = paramsOf(visit);
  const { handler, found, view, workflow, id } = one;
  const command = commandOf(handler, name);
  const words = caseWords[language];
  const brings = workflow === 'report' && bringing.has(name) && frame.evidence !== undefined;
  const attachments = brings ? [] : attachmentsOf(view);
  const shape = await shapeOf(frame, visit, one, name, filled);
  const title = shape.title ?? nameIn(workflow, 'commands', name, language);
  const back = `${base}/cases/${workflow}/${encodeURIComponent(id)}${withinQuery(withinOf(filled.values.has('_in') ? renamed(filled.values) : queryOf(visit.request)))}`;
  const decidedOn = shape.isSummed ? decidedOnIn(view, name) : {};
  const meanwhile = await eventsMeanwhile(visit, one, filled);
  const shownFields = fieldsFor(command, attachments).filter(({ key }) => !shape.leftOut.includes(key));
  const suggested = await suggestionsBeside(visit, one, name);
  const target =
    name === 'merge'
      ? await mergeTarget(frame, visit, one, filled.values.get('into')?.trim() ?? '')
      : undefined;
  const looks = isReadByOthers(
    one,
    command,
    shownFields.filter(({ kind }) => kind === 'text').map(({ key }) => key),
  );
  const fields = [
    ...suggested.fields,
    ...shape.fields,
    ...personalInState(handler.workflow, found.audience, decidedOn),
    ...personalInEvents(handler.workflow, found.audience, meanwhile),
  ];
  const phrases = await phrasesFor(frame, visit, filled, {
    // What is kept of a text is nobody's canned text.
    command: workflow === 'report' && name !== 'keep-text' ? name : '',
    category: typeof view.category === 'string' ? view.category : undefined,
  });
  const isAllowed = view.allowedCommands?.includes(name) === true;
  const within = withinOf(filled.values.has('_in') ? renamed(filled.values) : queryOf(visit.request));
  const isKept = isOfReporter(visit, workflow) && isAllowed;
  const kept = (form: Html): Html =>
    isKept
      ? keptAnswer(frame, visit, { command: name, id, fields: shownFields, filled, brings }, form)
      : form;
  return {
    title,
    shows: [
      { of: [streamOf(handler.workflow, id)], fields: [...new Set(fields)] },
      ...(target === undefined
        ? []
        : [{ of: [streamOf(handler.workflow, target.id)], fields: target.fields }]),
      ...(shape.shows ?? []),
    ],
    main: html`
      <p class="no-print"><a href=${back}>← ${labelOf(view, id)}</a></p>
      <h1>${title}</h1>
      ${name === 'withdraw' && isOfReporter(visit, workflow) ? html`<p class="note warn">${words.withdrawHelp}</p>` : null}
      ${shape.isSummed ? summaryOf(view, decidedOn, visit) : null} ${shape.main} ${target?.main ?? null} ${suggested.main}
      ${name === 'provide-information' && isAllowed ? answerTerm(view, visit) : null}
      ${
        meanwhile.length === 0
          ? null
          : html`<div class="note warn"><p>${words.changedMeanwhile}</p>${historyOf(visit, meanwhile, agencyNames(frame))}</div>`
      }
      ${
        isAllowed
          ? kept(
              formOf(visit, {
                fields: shownFields,
                filled: {
                  ...phrases.filled,
                  values: withInitial(phrases.filled.values, one, name, { visit, shape }),
                },
                above: phrases.above,
                below: phrases.below,
                action: `${base}/cases/${workflow}/${encodeURIComponent(id)}/do/${name}`,
                hidden: {
                  [carried.key]: keyIn(filled),
                  [carried.revision]: revisionFor(filled, view.revision),
                  ...shape.hidden,
                  ...(within !== undefined && { _in: within.list, _at: String(within.at) }),
                },
                does: title,
                isGrave: shape.isGrave === true || isGrave(workflow, name),
                looks: looks ? words.look : undefined,
                choicesOf: await choicesIn(frame, visit, attachments, shape),
                cancel: html`<a class="button second" href=${back}>${words.cancel}</a>`,
                ...(brings && { photos: photosField(frame, visit, filled, { isKept }) }),
              }),
            )
          : html`<p class="note warn" role="alert">${filled.problem?.title ?? words.notNow}</p>${typed(filled)}${isOfReporter(visit, workflow) && filled.problem === undefined ? unsentAnswer(frame, visit, { command: name, id, fields: shownFields }) : null}`
      }
      ${isAllowed && filled.because === 'look' ? previewOf(frame, visit, one, command, inputOf(shownFields, filled.values)) : null}
    `,
  };
};

/** What of a command asks for more than its schema says. */
const shapeOf = async (
  frame: Frame,
  visit: Visit,
  one: FoundCase,
  name: string,
  filled: Filled,
): Promise<FormShape> => {
  if (one.view.allowedCommands?.includes(name) !== true) return unshaped;
  if (name === 'grant' && one.workflow === 'dataRequest') return erasureShape(visit, one);
  if (name === 'hand-over' && one.workflow === 'report') return handOverShape(frame, visit);
  if (name === 'redact') return redactionShape(visit, one, filled);
  return name === 'keep-text' && one.workflow === 'report' ? keptTextShape(visit, one, filled) : unshaped;
};

/** Whoever takes a case takes it themselves, unless they say otherwise; what is changed stands there as it is. */
const withInitial = (
  values: URLSearchParams,
  { workflow, view }: FoundCase,
  command: string,
  { visit: { actor }, shape }: { readonly visit: Visit; readonly shape: FormShape },
): URLSearchParams => {
  // A form that was sent says itself what is left out.
  const initial = Object.entries(shape.initial).filter(([key]) => !values.has(key));
  if (initial.length > 0 && !values.has(carried.key)) return new URLSearchParams([...values, ...initial]);
  if (command === 'change' && workflow === 'cannedText' && !values.has(carried.key))
    return new URLSearchParams([
      ...Object.entries(view).flatMap(([key, value]) =>
        typeof value === 'string' && !values.has(key) ? [[key, value] as [string, string]] : [],
      ),
      ...values,
    ]);
  if (command !== 'accept' || actor === undefined || values.has('officer')) return values;
  return new URLSearchParams([...values, ['officer', actor.id]]);
};

/** The revision that the form is of, until somebody has seen what came after it. */
const revisionFor = (filled: Filled, now: number): string =>
  (isStale(filled) ? null : filled.values.get(carried.revision)) ?? String(now);

const isStale = ({ problem }: Filled): boolean => problem?.code === 'wrong-expected-revision';

/** Nothing that was typed is lost with the form that it was typed into. */
const typed = ({ values }: Filled): Html => {
  const texts = [...values].filter(
    ([name, value]) => !name.startsWith('_') && value !== '' && !['in', 'at', 'done'].includes(name),
  );
  return texts.length === 0
    ? null
    : html`<pre class="typed" tabindex="0">${texts.map(([, value]) => value).join('\n')}</pre>`;
};

/** What others did since the form was made. */
const eventsMeanwhile = async (
  visit: Visit,
  { handler, found, view }: FoundCase,
  { values, problem }: Filled,
): Promise<readonly EventView[]> => {
  const seen = Number(values.get(carried.revision));
  if (
    problem === undefined ||
    !values.has(carried.revision) ||
    !Number.isSafeInteger(seen) ||
    seen >= view.revision
  )
    return [];
  const { events } = await readInTurns(visit.request, (how) =>
    historyPage(handler, found, { fromRevision: seen + 1, limit: 20, ...how }),
  );
  return events;
};

/** A command that begins something. */
export const creationForm = async (frame: Frame, looking: Visit, filled: Filled): Promise<Page | GoTo> => {
  const visit = visitOfWorkflow(looking);
  const { base, language } = visit;
  const { workflow, command: name } = paramsOf(visit);
  const handler = handlerOf(frame, workflow);
  const command = commandOf(handler, name);
  if (command.from !== 'none') throw new NotFound('command', name);
  const { actor } = visit;
  // They have pages of their own.
  if (workflow === 'report' && name === 'submit')
    return { goTo: actor?.kind === 'operator' ? '/intake' : '/report' };
  if (workflow === 'apiKey' && name === 'create') return { goTo: '/people/keys/new' };
  if (actor === undefined) throw new TypeError('a command is somebody’s');
  // No form to fill in for nothing: what is not theirs to begin says so before.
  const refusal = mayHaveGiven({ workflow: handler.workflow, state: undefined, actor }, name, command);
  if (refusal !== undefined) throw new Forbidden(refusal, { visible: true, command: name, by: command.by });
  const title = nameIn(workflow, 'commands', name, language);
  return {
    title,
    main: html`
      <h1>${title}</h1>
      ${formOf(visit, {
        fields: fieldsFor(command, []).filter((field) => !isOwnAnyway(visit, workflow, field)),
        filled,
        action: `${base}/cases/${workflow}/new/${name}`,
        hidden: { [carried.key]: keyIn(filled) },
        does: title,
        choicesOf: choicesFor(frame, visit, []),
        cancel: html`<a class="button second" href=${base}>${caseWords[language].cancel}</a>`,
      })}
    `,
  };
};
