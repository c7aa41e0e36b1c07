import { randomUUID } from 'node:crypto';
import type { JsonObject } from '@phananh/core';
import {
  type AnyCommandHandler,
  type EventView,
  Forbidden,
  historyPage,
  mayHaveGiven,
  NotFound,
  streamOf,
} from '@phananh/core/engine';
import { personalInEvents, personalInState } from '@phananh/core/privacy';
import { asItMayBeSeen, jsonSchemaOf, readInTurns } from '@phananh/http/pages';
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
import { fromRequest } from '../../cases/kept-texts.ts';
import { missingCopies, photoAddress } from '../../cases/photos.ts';
import { phrasesFor } from '../../cases/phrases.ts';
import { proceduresOf } from '../../cases/procedures.ts';
import { labelOf } from '../../cases/told.ts';
import { type Choice, type Field, fieldsOf } from '../../forms/fields.ts';
import { formOf } from '../../forms/form.ts';
import { inputOf } from '../../forms/input.ts';
import { photosField } from '../../forms/photos-field.ts';
import { type Html, html } from '../../frame/html.ts';
import { written } from '../../frame/look.ts';
import { queryOf } from '../../frame/query.ts';
import type { Filled, Frame, GoTo, Page, Visit } from '../../frame/screen.ts';
import { nameHere, nameIn, nameOf } from '../../words/naming.ts';
import { isReadByOthers, mergeTarget, previewOf, suggestionsBeside } from './beside-form.ts';
import { erasureShape } from './erasure.ts';
import { type FormShape, unshaped } from './form-shape.ts';
import { handOverShape } from './hand-over.ts';
import { keptTextShape } from './kept-text.ts';
import { withinOf, withinQuery } from './neighbours.ts';
import { redactionShape } from './redaction.ts';
import { caseWords } from './words.ts';

/** A command as a form made of its schema. */

/** What the form carries that nobody types: which attempt it is, and of which revision it was made. */
const hiddenFields = { key: '_key', revision: '_revision' } as const;

/** Commands of nobody's form: what only imports say, and photos that are not uploaded here. */
const leftOut: ReadonlySet<string> = new Set(['occurredAt', 'legacy']);

type Command = AnyCommandHandler['workflow']['commands'][string];

const commandOf = ({ workflow }: AnyCommandHandler, name: string): Command => {
  const command = Object.hasOwn(workflow.commands, name) ? workflow.commands[name] : undefined;
  if (command === undefined || command.internal === true) throw new NotFound('command', name);
  return command;
};

/** Whose data a citizen asks about is not to be typed: it is their own. */
const isOwnAnyway = ({ actor }: Visit, workflow: string, { name }: Field): boolean =>
  workflow === 'dataRequest' && name === 'person' && actor?.kind === 'citizen';

const fieldsFor = (command: Command, attachments: readonly string[]): readonly Field[] =>
  fieldsOf(jsonSchemaOf(command.input, 'input')).filter(
    ({ name }) =>
      !leftOut.has(name) && (!/^attachments?$|^replacement$/.test(name) || attachments.length > 0),
  );

/** Commands with which whoever gives them sends photos of their own; others name photos that the case has. */
const bringing: ReadonlySet<string> = new Set([
  'provide-information',
  'dispute',
  'resolve',
  'add-attachments',
]);

/** What somebody may choose for a field, where the host knows it. @param copyOf what is known of the public copy of a photo */
const choicesFor =
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

const keyIn = ({ values, problem }: Filled): string =>
  problem?.code === 'idempotency-conflict' ? randomUUID() : (values.get(hiddenFields.key) ?? randomUUID());

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
      ${name === 'withdraw' && workflow === 'report' && visit.actor?.kind === 'citizen' ? html`<p class="note warn">${words.withdrawHelp}</p>` : null}
      ${shape.isSummed ? summaryOf(view, decidedOn, visit) : null} ${shape.main} ${target?.main ?? null} ${suggested.main}
      ${
        meanwhile.length === 0
          ? null
          : html`<div class="note warn"><p>${words.changedMeanwhile}</p>${historyOf(visit, meanwhile, agencyNames(frame))}</div>`
      }
      ${
        isAllowed
          ? formOf(visit, {
              fields: shownFields,
              filled: {
                ...phrases.filled,
                values: withInitial(phrases.filled.values, one, name, { visit, shape }),
              },
              above: phrases.above,
              below: phrases.below,
              action: `${base}/cases/${workflow}/${encodeURIComponent(id)}/do/${name}`,
              hidden: {
                [hiddenFields.key]: keyIn(filled),
                [hiddenFields.revision]: revisionFor(filled, view.revision),
                ...shape.hidden,
                ...(within !== undefined && { _in: within.list, _at: String(within.at) }),
              },
              does: title,
              isGrave: shape.isGrave === true || isGrave(workflow, name),
              looks: looks ? words.look : undefined,
              choicesOf: await choicesIn(frame, visit, attachments, shape),
              cancel: html`<a class="button second" href=${back}>${words.cancel}</a>`,
              ...(brings && { photos: photosField(frame, visit, filled) }),
            })
          : html`<p class="note warn" role="alert">${filled.problem?.title ?? words.notNow}</p>${typed(filled)}`
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

const choicesIn = async (
  frame: Frame,
  visit: Visit,
  attachments: readonly string[],
  shape: FormShape,
): Promise<(field: Field) => readonly Choice[] | undefined> => {
  const known = choicesFor(frame, visit, attachments, await copiesOf(frame, visit, attachments));
  return (field) => shape.choicesOf(field) ?? known(field);
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
  if (initial.length > 0 && !values.has(hiddenFields.key))
    return new URLSearchParams([...values, ...initial]);
  if (command === 'change' && workflow === 'cannedText' && !values.has(hiddenFields.key))
    return new URLSearchParams([
      ...Object.entries(view).flatMap(([key, value]) =>
        typeof value === 'string' && !values.has(key) ? [[key, value] as [string, string]] : [],
      ),
      ...values,
    ]);
  if (command !== 'accept' || actor === undefined || values.has('officer')) return values;
  return new URLSearchParams([...values, ['officer', actor.id]]);
};

const renamed = (values: URLSearchParams): URLSearchParams =>
  new URLSearchParams({ in: values.get('_in') ?? '', at: values.get('_at') ?? '' });

/** The revision that the form is of, until somebody has seen what came after it. */
const revisionFor = (filled: Filled, now: number): string =>
  (isStale(filled) ? null : filled.values.get(hiddenFields.revision)) ?? String(now);

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
  const seen = Number(values.get(hiddenFields.revision));
  if (
    problem === undefined ||
    !values.has(hiddenFields.revision) ||
    !Number.isSafeInteger(seen) ||
    seen >= view.revision
  )
    return [];
  const { events } = await readInTurns(visit.request, (how) =>
    historyPage(handler, found, { fromRevision: seen + 1, limit: 20, ...how }),
  );
  return events;
};

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Gives the command, as `POST /v1/<workflow>/<id>/<command>` does. */
export const giveCommand = async (frame: Frame, visit: Visit, values: URLSearchParams): Promise<GoTo> => {
  const { actor, request } = visit;
  if (actor === undefined) throw new TypeError('a command is somebody’s');
  const { workflow, id, command: name } = paramsOf(visit);
  const handler = handlerOf(frame, workflow);
  const command = commandOf(handler, name);
  const revision = Number(values.get(hiddenFields.revision));
  const options = {
    actor,
    correlationId: request.id,
    ...(isKey(values.get(hiddenFields.key)) && { idempotencyKey: values.get(hiddenFields.key) ?? '' }),
  };
  const input = withReportOfCode(frame, name, inputOf(fieldsFor(command, ['any']), values));
  if (command.from === 'none') {
    const { id: made } = await handler.create(name, input, options);
    return { goTo: `/cases/${workflow}/${encodeURIComponent(made)}?done=${name}` };
  }
  const expectedRevision =
    values.has(hiddenFields.revision) && Number.isSafeInteger(revision) ? revision : undefined;
  try {
    await handler.execute(id, name, input, {
      ...options,
      ...(expectedRevision !== undefined && { expectedRevision }),
    });
  } catch (error) {
    throw asItMayBeSeen(handler, { id, expectedRevision, error });
  }
  const within = withinQuery(withinOf(renamed(values)));
  const asked = values.get(fromRequest) ?? '';
  if (name === 'keep-text' && uuid.test(asked))
    return { goTo: `/personal-data/requests/${asked}/texts?done=${name}` };
  return {
    goTo: `/cases/${workflow}/${encodeURIComponent(id)}${values.has('_in') ? `${within}&` : '?'}done=${name}`,
  };
};

/** Which other report is meant people say by its tracking code. */
const withReportOfCode = ({ readModels }: Frame, command: string, input: JsonObject): JsonObject => {
  const { into } = input;
  const id = command === 'merge' && typeof into === 'string' ? readModels.reportIdOf(into) : undefined;
  return id === undefined ? input : { ...input, into: id };
};

const isKey = (key: string | null): boolean => key !== null && /^[\w-]{16,128}$/.test(key);

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
        hidden: { [hiddenFields.key]: keyIn(filled) },
        does: title,
        choicesOf: choicesFor(frame, visit, []),
        cancel: html`<a class="button second" href=${base}>${caseWords[language].cancel}</a>`,
      })}
    `,
  };
};

/** What one decides on: what was reported, and what the last one said of it. */
const decidedOnIn = (
  { phase, text, resolution, disputes, awaitingInformation, publication }: JsonObject,
  command: string,
): JsonObject => {
  const question = command === 'provide-information' ? textIn(awaitingInformation, 'question') : undefined;
  const publicText = aboutAnswer.has(command) ? textIn(publication, 'publicText') : undefined;
  const result = phase === 'resolved' ? textIn(resolution, 'result') : undefined;
  const reason =
    phase === 'disputed' && Array.isArray(disputes) ? textIn(disputes.at(-1), 'reason') : undefined;
  return {
    ...(typeof text === 'string' && { text }),
    ...(result !== undefined && { resolution: { result } }),
    ...(reason !== undefined && { disputes: [{ reason }] }),
    ...(question !== undefined && { awaitingInformation: { question } }),
    ...(publicText !== undefined && { publication: { publicText } }),
  };
};

/** What is said of the answer that was published. */
const aboutAnswer: ReadonlySet<string> = new Set(['rate', 'dispute', 'uphold-dispute', 'dismiss-dispute']);

const summaryOf = (
  { phase, category }: JsonObject,
  { text, resolution, disputes, awaitingInformation, publication }: JsonObject,
  visit: Visit,
): Html => {
  const { language, called, actor } = visit;
  const quoted = (label: string, said: unknown): Html =>
    typeof said !== 'string' || said === ''
      ? null
      : html`<p class="fine">${label}</p><blockquote>${written(said)}</blockquote>`;
  return html`
    <div class="summary">
      <p>${typeof phase === 'string' ? html`<span class="badge plain">${nameHere(visit, 'phases', phase)}</span>` : null} ${typeof category === 'string' ? called('category', category) : null}</p>
      ${quoted(caseWords[language].said, text)}
      ${quoted(nameOf('fields', 'question', language), textIn(awaitingInformation, 'question'))}
      ${quoted(actor?.kind === 'citizen' ? caseWords[language].answer : nameOf('fields', 'publicText', language), textIn(publication, 'publicText'))}
      ${quoted(nameOf('fields', 'result', language), textIn(resolution, 'result'))}
      ${quoted(nameOf('commands', 'dispute', language), textIn(Array.isArray(disputes) ? disputes[0] : undefined, 'reason'))}
    </div>
  `;
};

const textIn = (part: unknown, key: string): string | undefined => {
  if (typeof part !== 'object' || part === null) return undefined;
  const value: unknown = Reflect.get(part, key);
  return typeof value === 'string' ? value : undefined;
};
