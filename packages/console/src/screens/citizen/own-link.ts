import { NotFound } from '@phananh/core/engine';
import { endHeld, makeLink } from '@phananh/http/pages';
import { findCase, paramsOf } from '../../cases/found.ts';
import { refusedBy } from '../../forms/refused.ts';
import { html } from '../../frame/html.ts';
import { island } from '../../frame/island.ts';
import { queryOf } from '../../frame/query.ts';
import type { Frame, Visit } from '../../frame/screen.ts';
import type { SealedCookie } from '../../session/sealed-cookie.ts';
import { sentMilliseconds, sentPage } from './sent.ts';
import { citizenWords } from './words.ts';

/** Of one report: where a link that was just made is shown. */
export const madePath = (base: string, id: string): string => `${base}/cases/report/${id}/link/made`;

/** Another one-time link of a report, for its reporter or for a caller. */
export const newLinkPages = (frame: Frame, made: SealedCookie): void => {
  frame.form({
    path: '/cases/:workflow/:id/link',
    permission: ['citizen', 'operator'],
    show: async (visit, { problem }) => {
      const { language, base, session } = visit;
      const words = citizenWords[language];
      const path = `${base}/cases/report/${await reportIdOf(frame, visit)}`;
      return {
        title: words.newLink,
        main: html`
          <h1>${words.newLink}</h1>
          ${refusedBy(visit, problem)}
          <p>${words.newLinkHelp}</p>
          <form method="post" action=${`${path}/link`} class="command">
            ${session === undefined ? null : html`<input type="hidden" name="_token" value=${session.token} />`}
            <p class="actions"><button>${words.newLinkDo}</button> <a class="button second" href=${path}>${words.toMine}</a></p>
          </form>
        `,
      };
    },
    act: async (visit, _, reply) => {
      const { actor, request } = visit;
      if (actor === undefined) throw new TypeError('a link is somebody’s');
      const id = await reportIdOf(frame, visit);
      const { reportId, trackingCode, link, opensUntil } = await makeLink(frame.reports, id, {
        actor,
        correlationId: request.id,
      });
      await made.keepBegun(
        request,
        reply,
        { reportId, trackingCode, link, opensUntil, forCaller: actor.kind === 'operator' },
        sentMilliseconds,
      );
      return { goTo: `/cases/report/${reportId}/link/made` };
    },
  });
  // For whoever has what was kept: the link that was made has taken the report from this device.
  frame.page('/cases/:workflow/:id/link/made', 'public', sentPage(made, { isSubmission: false }));
};

const reportIdOf = async (frame: Frame, visit: Visit): Promise<string> => {
  const { workflow } = paramsOf(visit);
  if (workflow !== 'report') throw new NotFound('link of', workflow);
  const { id } = await findCase(frame, visit);
  return id;
};

/** Gives a report up on the device that has it by a link. */
export const giveUpPages = (frame: Frame, cookie: SealedCookie): void => {
  frame.form({
    path: '/cases/:workflow/:id/give-up',
    permission: ['citizen'],
    show: async (visit) => {
      const { language, base, session } = visit;
      const words = citizenWords[language];
      const path = `${base}/cases/report/${await reportIdOf(frame, visit)}`;
      return {
        title: words.giveUp,
        main: html`
          <h1>${words.giveUp}</h1>
          <p>${words.giveUpHelp}</p>
          <form method="post" action=${`${path}/give-up`} class="command">
            ${session === undefined ? null : html`<input type="hidden" name="_token" value=${session.token} />`}
            <p class="actions"><button class="danger">${words.giveUp}</button> <a class="button second" href=${path}>${words.toMine}</a></p>
          </form>
        `,
      };
    },
    act: async ({ actor, request }, _, reply) => {
      if (actor === undefined) throw new TypeError('a device has a report as somebody');
      await endHeld(frame.reports, { actor, correlationId: request.id });
      cookie.end(request, reply);
      const of = frame.draftMarkOf(actor);
      return { goTo: `/given-up?${new URLSearchParams({ of, at: String(Date.parse(frame.clock.now())) })}` };
    },
  });
  frame.page('/given-up', 'public', async ({ language, request }) => {
    const { givenUp, giveUpHelp } = citizenWords[language];
    const query = queryOf(request);
    const of = query.get('of') ?? '';
    // As where one signs out: an address that somebody comes back to later deletes nothing.
    const ago = Date.parse(frame.clock.now()) - Number(query.get('at') ?? Number.NaN);
    const hasJustLeft = of.startsWith('link:') && ago >= 0 && ago <= sentMilliseconds;
    return {
      title: givenUp,
      main: html`<h1>${givenUp}</h1><p class="note good">${giveUpHelp}</p>${hasJustLeft ? island('left', { of }, null) : null}`,
    };
  });
};
