import { Forbidden } from '@phananh/core/engine';
import { html } from '../../frame/html.ts';
import type { Filled, Form, Frame, GoTo, Page, Visit } from '../../frame/screen.ts';
import { create, fieldsShown, hiddenFields, photosField, type Reporting, refusalOf } from './report-form.ts';
import { sentMilliseconds } from './sent.ts';
import { typedReport } from './typed-report.ts';
import { citizenWords } from './words.ts';

/** A report that an operator takes down for a caller, on one screen. */
export const intakeForm = (frame: Frame, reporting: Pick<Reporting, 'linkKey' | 'sent'>): Form => ({
  path: '/intake',
  permission: ['operator'],
  counted: 'creation',
  giverOf: ({ actor }) => actor && { actor },
  show: (visit, filled) => shownIntake(frame, visit, filled),
  act: async (visit, values, reply): Promise<GoTo> => {
    const { actor, request } = visit;
    if (actor?.kind !== 'operator')
      throw new Forbidden('operators take calls', { visible: true, by: ['operator'] });
    const input = { ...typedReport(values), channel: 'hotline' };
    const made = await create(frame, reporting, { visit, actor, input, values });
    await reporting.sent.keepBegun(request, reply, made, sentMilliseconds);
    return { goTo: '/intake/sent' };
  },
});

const shownIntake = async (frame: Frame, visit: Visit, filled: Filled): Promise<Page> => {
  const { language, base } = visit;
  const words = citizenWords[language];
  const shown = fieldsShown(visit, filled);
  return {
    title: words.intake,
    under: '/intake',
    main: html`
      <h1>${words.intake}</h1>
      <p>${words.intakeLead}</p>
      <form method="post" action=${`${base}/intake`} enctype=${frame.evidence === undefined ? undefined : 'multipart/form-data'} class="command intake" novalidate>
        ${hiddenFields(visit, filled, {})} ${refusalOf(visit, filled)}
        <fieldset><legend>${words.caller}</legend>
          ${shown.line('phone', words.phone, { type: 'tel', hint: words.callerHint })}
          ${shown.line('name', words.name)} ${shown.line('email', words.email, { type: 'email' })}
        </fieldset>
        <fieldset><legend>${words.said}</legend>
          ${shown.area('text', words.what)}
          ${shown.line('category', words.category)}
          ${photosField(frame, visit, filled)}
        </fieldset>
        <fieldset><legend>${words.where}</legend>
          ${shown.line('address', words.address)} ${shown.line('areaCode', words.area)} ${shown.line('coordinates', words.coordinates, { hint: words.coordinatesHint })}
        </fieldset>
        <p class="actions"><button>${words.take}</button></p>
      </form>
    `,
  };
};
