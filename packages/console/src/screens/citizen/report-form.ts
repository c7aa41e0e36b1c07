import { createHmac, randomUUID } from 'node:crypto';
import { type Actor, PhananhError } from '@phananh/core';
import { Forbidden } from '@phananh/core/engine';
import type { Permission } from '@phananh/http';
import { guestOf, makeLink, newGuest, newLinkSecret } from '@phananh/http/pages';
import type { FastifyReply } from 'fastify';
import { labelField } from '../../forms/label-field.ts';
import { photosField } from '../../forms/photos-field.ts';
import { refusedNote, shownAgain, waitOf } from '../../forms/refused.ts';
import { type Html, html } from '../../frame/html.ts';
import { island } from '../../frame/island.ts';
import type { Filled, Form, Frame, GoTo, Page, Visit } from '../../frame/screen.ts';
import { frameWords } from '../../frame/words.ts';
import type { Labelled } from '../../labels/labels.ts';
import type { SealedCookie } from '../../session/sealed-cookie.ts';
import { nearbyPart } from './nearby.ts';
import { type PrivacyNotice, wholeNotice } from './notice.ts';
import { reportGiven } from './report-island.ts';
import { sentMilliseconds } from './sent.ts';
import { type ReportField, typedReport, wrongAt } from './typed-report.ts';
import { type CitizenWords, citizenWords } from './words.ts';

/** What forms of a new report need beside the frame. */
export interface Reporting {
  readonly notice: PrivacyNotice;
  /** By which guests are known; absent: who reports signs in. */
  readonly guestKey: Uint8Array | undefined;
  /** From which the secrets of links are made that a repeat is to make again. */
  readonly linkKey: Uint8Array;
  /** What was just sent, until its page was looked at. */
  readonly sent: SealedCookie;
}

const hidden = { key: '_key', guest: '_guest' } as const;

/** One photo of it, where a script sends them before the form: by a guest too, who is made with their first. */
export const reportPhotos = (frame: Frame, reporting: Reporting): void =>
  frame.photos(
    '/report/photos',
    {
      permission: permissionOf(reporting),
      giverOf: (visit, values) => {
        const actor = reporterOf(frame, reporting, visit, values);
        return actor && { actor };
      },
    },
    (values) => ({ guest: values.get(hidden.guest) ?? '' }),
  );

const permissionOf = ({ guestKey }: Reporting): Permission =>
  guestKey === undefined ? ['citizen', 'operator'] : 'public';

/** The form of a new report by the citizen themself. */
export const reportForm = (frame: Frame, reporting: Reporting): Form => ({
  path: '/report',
  permission: permissionOf(reporting),
  counted: 'creation',
  giverOf: (visit, values) => {
    if (guestHasEnded(frame, reporting, visit, values)) return undefined;
    const actor = reporterOf(frame, reporting, visit, values);
    return actor && { actor };
  },
  isOfSender: true,
  hasEnded: (visit, values) => {
    if (!guestHasEnded(frame, reporting, visit, values)) return false;
    // What a guest took in is nothing to another one.
    values.delete(hidden.guest);
    values.delete('attachments');
    return true;
  },
  isUnseen: (values) => isOtherNotice(reporting, values),
  show: (visit, filled) => shownForm(frame, reporting, visit, filled),
  act: (visit, values, reply) => send(frame, reporting, { visit, values, reply }),
});

/** Nothing is sent under a notice that was not shown. */
const isOtherNotice = ({ notice }: Reporting, values: URLSearchParams): boolean =>
  values.get('privacyNotice') !== notice.version;

/** Whoever is signed in; else a guest, who stays the same for as long as the form is shown again. */
const reporterOf = (
  { clock }: Frame,
  { guestKey }: Reporting,
  { actor }: Visit,
  values: URLSearchParams,
): Actor | undefined => {
  if (actor !== undefined || guestKey === undefined) return actor;
  const known = guestOf(guestKey, values.get(hidden.guest) ?? '', clock.now());
  if (known !== undefined) return known;
  const guest = newGuest(guestKey, clock.now());
  values.set(hidden.guest, guest.token);
  // What somebody else took in is nothing to a new one.
  values.delete('attachments');
  return guest.actor;
};

/** Whether the guest who began the form is nobody any more: their day is over, or no host made them. */
const guestHasEnded = (
  { clock }: Frame,
  { guestKey }: Reporting,
  { actor }: Visit,
  values: URLSearchParams,
): boolean => {
  const token = values.get(hidden.guest);
  return (
    actor === undefined &&
    guestKey !== undefined &&
    token !== null &&
    guestOf(guestKey, token, clock.now()) === undefined
  );
};

/** Which attempt it is: a repeat of it does nothing twice. */
const keyOf = ({ values, problem }: Filled): string =>
  problem?.code === 'idempotency-conflict' ? randomUUID() : (values.get(hidden.key) ?? randomUUID());

const send = async (
  frame: Frame,
  reporting: Reporting,
  {
    visit,
    values,
    reply,
  }: { readonly visit: Visit; readonly values: URLSearchParams; readonly reply: FastifyReply },
): Promise<GoTo> => {
  const { request } = visit;
  const actor = reporterOf(frame, reporting, visit, values);
  if (actor?.kind !== 'citizen')
    throw new Forbidden('a citizen reports here', { visible: true, by: ['citizen'] });
  const input = { ...typedReport(values), channel: 'web', privacyNotice: reporting.notice.version };
  const made = await create(frame, reporting, { visit, actor, input, values });
  await reporting.sent.keepBegun(
    request,
    reply,
    { ...made, isGuest: visit.actor === undefined, key: values.get(hidden.key) ?? '' },
    sentMilliseconds,
  );
  return { goTo: '/report/sent' };
};

/** Records a report, and makes its link: the same one for a repeat. */
export const create = async (
  { reports }: Frame,
  { linkKey }: Pick<Reporting, 'linkKey'>,
  {
    visit: { request },
    actor,
    input,
    values,
  }: {
    readonly visit: Visit;
    readonly actor: Actor;
    readonly input: object;
    readonly values: URLSearchParams;
  },
) => {
  const key = values.get(hidden.key) ?? '';
  const given = { actor, correlationId: request.id };
  const { id, state } = await reports.handler.create('submit', input, {
    ...given,
    ...(/^[\w-]{16,128}$/.test(key) && { idempotencyKey: key }),
  });
  const seed = createHmac('sha256', linkKey).update(`${id} ${key}`).digest();
  const made = await makeLink(reports, id, { ...given, secret: newLinkSecret(seed) }).catch(unlessSpent);
  return {
    reportId: id,
    trackingCode: state.trackingCode,
    ...(made && { link: made.link, opensUntil: made.opensUntil }),
  };
};

const unlessSpent = (error: unknown): undefined => {
  if (error instanceof PhananhError && error.code === 'link-spent') return undefined;
  throw error;
};

const shownForm = async (
  frame: Frame,
  reporting: Reporting,
  visit: Visit,
  filled: Filled,
): Promise<Page | GoTo> => {
  const { language, actor, base } = visit;
  if (actor?.kind === 'operator') return { goTo: '/intake' };
  if (actor !== undefined && actor.kind !== 'citizen')
    throw new Forbidden('citizens report here', { visible: true, by: ['citizen'] });
  const words = citizenWords[language];
  const { values } = filled;
  const shown = fieldsShown(visit, filled);
  const nearby = await nearbyPart(frame, visit, filled);
  return {
    title: words.report,
    under: '/report',
    ...(nearby.shows && { shows: nearby.shows }),
    main: html`
      <h1>${words.report}</h1>
      <p>${words.reportLead}</p>
      ${actor === undefined ? html`<p class="fine">${words.guestLead} <a href=${`${base}/sign-in?to=${base}/report`}>${words.signIn}</a></p>` : null}
      ${island(
        'report',
        reportGiven(frame, visit, filled),
        html`<form method="post" action=${`${base}/report`} enctype=${frame.evidence === undefined ? undefined : 'multipart/form-data'} class="command report" novalidate>
        ${hiddenFields(visit, filled, { privacyNotice: reporting.notice.version, ...(values.has(hidden.guest) && { [hidden.guest]: values.get(hidden.guest) ?? '' }) })}
        <input type="hidden" name="device" value=${values.get('device') ?? ''} /><input type="hidden" name="accuracy" value=${values.get('accuracy') ?? ''} />
        ${refusalOf(visit, filled)}
        ${filled.because === 'look' && isOtherNotice(reporting, values) ? html`<p class="note warn" role="alert">${words.noticeChanged}</p>` : null}
        ${shown.area('text', words.what, words.whatHint)}
        ${photosField(frame, visit, filled, { isKept: true })}
        <fieldset><legend>${words.where}</legend>
          <p class="fine">${words.whereHint}</p>
          ${shown.line('address', words.address, { hint: words.addressHint, autocomplete: 'street-address' })}
          ${shown.labelled('areaCode', 'area', words.area)}
          <div data-part="place">${shown.line('coordinates', words.coordinates, { hint: words.coordinatesHint })}</div>
          ${nearby.main}
        </fieldset>
        <details class="contact" open=${contactIsTyped(filled)}><summary>${words.contact}</summary>
          <p class="fine">${words.contactHint}</p>
          ${shown.line('name', words.name, { autocomplete: 'name' })}
          ${shown.line('phone', words.phone, { autocomplete: 'tel', type: 'tel' })}
          ${shown.line('email', words.email, { autocomplete: 'email', type: 'email' })}
        </details>
        <div class="note"><p>${words.noticeShort}</p>${wholeNotice(visit, reporting.notice)}</div>
        <p class="actions"><button>${words.send}</button></p>
      </form>`,
      )}
    `,
  };
};

const contactIsTyped = ({ values, problem }: Filled): boolean =>
  ['name', 'phone', 'email'].some((name) => (values.get(name) ?? '') !== '') && problem !== undefined;

/** What nobody types; before everything else, so that it is there when the photos come. */
export const hiddenFields = (
  { session }: Visit,
  filled: Filled,
  others: { readonly [name: string]: string },
): Html =>
  Object.entries({
    ...(session !== undefined && { _token: session.token }),
    [hidden.key]: keyOf(filled),
    ...others,
  }).map(([name, value]) => html`<input type="hidden" name=${name} value=${value} />`);

export const refusalOf = (visit: Visit, filled: Filled): Html => {
  const { problem } = filled;
  const words = citizenWords[visit.language];
  if (problem === undefined) return shownAgain(visit, filled, words.photosAgain);
  const wrong = [...wrongAt(problem.errors)];
  return refusedNote(html`
    <strong>${words.refused}: ${problem.title}</strong>
    ${
      wrong.length === 0
        ? (waitOf(visit, problem, words.photosAgain) ?? html`<p lang="en">${problem.detail}</p>`)
        : html`<p>${words.lookAt}</p><ul>${wrong.map(([field, why]) => html`<li><a href=${`#i-${field}`}>${whyIn(words, why)}</a></li>`)}</ul>`
    }
  `);
};

const whyIn = ({ wrong }: CitizenWords, why: string): string =>
  // What the schema says beside what is looked at here is in English.
  Object.hasOwn(wrong, why) ? wrong[why as keyof typeof wrong] : why;

interface LineOptions {
  readonly hint?: string;
  readonly type?: string;
  readonly autocomplete?: string;
  readonly list?: readonly string[];
}

/** The fields of a report, each with what was typed and what is wrong with it. */
export const fieldsShown = (visit: Visit, { values, problem }: Filled) => {
  const { language } = visit;
  const words = citizenWords[language];
  const wrong = wrongAt(problem?.errors);
  const field = (
    name: ReportField,
    label: string,
    hint: string | undefined,
    control: (common: { readonly id: string; readonly name: string }) => Html,
  ): Html => {
    const why = wrong.get(name);
    const described = [hint === undefined ? '' : `i-${name}-hint`, why === undefined ? '' : `i-${name}-wrong`]
      .filter((id) => id !== '')
      .join(' ');
    const common = {
      id: `i-${name}`,
      name,
      dir: 'auto',
      'aria-invalid': why === undefined ? undefined : 'true',
      'aria-describedby': described === '' ? undefined : described,
      'aria-required': name === 'text' ? 'true' : undefined,
    };
    return html`<div class="field"><label for=${`i-${name}`}>${label}</label>${control(common)}
      ${hint === undefined ? null : html`<p class="fine" id=${`i-${name}-hint`}>${hint}</p>`}
      ${why === undefined ? null : html`<p class="wrong" id=${`i-${name}-wrong`}>${whyIn(words, why)}</p>`}</div>`;
  };
  const typed = (name: ReportField): string => values.get(name) ?? '';
  return {
    area: (name: ReportField, label: string, hint?: string): Html =>
      field(name, label, hint, (common) => html`<textarea ...${common} rows="5">${typed(name)}</textarea>`),
    labelled: (name: ReportField, what: Labelled, label: string): Html =>
      field(name, label, undefined, (common) =>
        labelField(visit.offered(what), {
          common,
          value: typed(name),
          empty: frameWords[language].notChosen,
          called: (code) => visit.called(what, code),
        }),
      ),
    line: (
      name: ReportField,
      label: string,
      { hint, type = 'text', autocomplete, list }: LineOptions = {},
    ): Html =>
      field(
        name,
        label,
        hint,
        (common) =>
          html`<input ...${common} type=${type} value=${typed(name)} autocomplete=${autocomplete ?? 'off'} list=${list === undefined ? undefined : `l-${name}`} />${list === undefined ? null : html`<datalist id=${`l-${name}`}>${list.map((one) => html`<option value=${one}></option>`)}</datalist>`}`,
      ),
  };
};
