import { Forbidden } from '@phananh/core/engine';
import { personalInFound } from '@phananh/core/read-models';
import { Telephone } from '@phananh/core/reports';
import { askFor } from '@phananh/http/pages';
import { caseTable } from '../../cases/case-table.ts';
import { agencyNames } from '../../cases/found.ts';
import { photosField } from '../../forms/photos-field.ts';
import { html } from '../../frame/html.ts';
import type { Filled, Form, Frame, GoTo, Page, Part, Visit } from '../../frame/screen.ts';
import { create, fieldsShown, hiddenFields, type Reporting, refusalOf } from './report-form.ts';
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
  const earlier = await earlierPart(frame, visit, filled);
  return {
    title: words.intake,
    under: '/intake',
    ...(earlier.shows && { shows: earlier.shows }),
    main: html`
      <h1>${words.intake}</h1>
      <p>${words.intakeLead}</p>
      <form method="post" action=${`${base}/intake`} enctype=${frame.evidence === undefined ? undefined : 'multipart/form-data'} class="command intake" novalidate>
        ${hiddenFields(visit, filled, {})} ${refusalOf(visit, filled)}
        <fieldset><legend>${words.caller}</legend>
          ${shown.line('phone', words.phone, { type: 'tel', hint: words.callerHint })}
          <p><button class="second" name="_look" value="true">${words.lookEarlier}</button></p> ${earlier.main}
          ${shown.line('name', words.name)} ${shown.line('email', words.email, { type: 'email' })}
        </fieldset>
        <fieldset><legend>${words.said}</legend>
          ${shown.area('text', words.what)}
          ${shown.labelled('category', 'category', words.category)}
          ${photosField(frame, visit, filled)}
        </fieldset>
        <fieldset><legend>${words.where}</legend>
          ${shown.line('address', words.address)} ${shown.labelled('areaCode', 'area', words.area)} ${shown.line('coordinates', words.coordinates, { hint: words.coordinatesHint })}
        </fieldset>
        <p class="actions"><button>${words.take}</button></p>
      </form>
    `,
  };
};

/** Most earlier reports that are shown beside a call. */
const mostEarlier = 10;

/** The earlier reports of a number, as `POST /v1/look-ups/telephone` finds them, when they are asked for. */
const earlierPart = async (frame: Frame, visit: Visit, { values, because }: Filled): Promise<Part> => {
  const { actor, language, base, request } = visit;
  if (because !== 'look' || actor === undefined) return { main: null };
  const words = citizenWords[language];
  const { data: telephone } = Telephone.safeParse(values.get('phone')?.trim() ?? '');
  if (telephone === undefined)
    return { main: html`<p class="note warn" role="alert">${words.earlierNeedsPhone}</p>` };
  const now = frame.clock.now();
  const { cases } = await askFor(request, (by) =>
    frame.readModels.casesOfTelephone({ telephone, reader: actor, now, limit: mostEarlier }, by),
  );
  const main = html`
    <section aria-labelledby="earlier"><h2 id="earlier">${words.earlier}</h2>
      ${
        cases.length === 0
          ? html`<p role="status">${words.earlierNone}</p>`
          : caseTable(visit, {
              cases,
              now,
              agencyName: agencyNames(frame),
              hrefOf: ({ reportId }) => `${base}/cases/report/${reportId}`,
            })
      }
    </section>
  `;
  return { main, shows: [personalInFound(cases, actor.kind)] };
};
