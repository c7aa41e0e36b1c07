import { randomUUID } from 'node:crypto';
import type { Authenticate } from '@phananh/http';
import { HttpError } from '@phananh/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../../frame/html.ts';
import { island } from '../../frame/island.ts';
import { languageOf, ownPath } from '../../frame/language.ts';
import { queryOf } from '../../frame/query.ts';
import type { Frame, Page, Screen, Visit } from '../../frame/screen.ts';
import { developmentWay, kindsOfDevelopment } from '../../session/development.ts';
import type { People } from '../../session/issuers.ts';
import { demandOwnPage } from '../../session/own-page.ts';
import { kindName } from '../../words/kinds.ts';
import { type Choosing, type Onward, signInChoices } from './choices.ts';
import { type IssuerClients, issuerClients, issuerRoutes, signOutAt } from './issuer-routes.ts';
import { signInWords } from './words.ts';

/** The page to sign in on. */
export const signInPage = (choosing: Choosing, visit: Visit, onward: Onward): Page => {
  const words = signInWords[visit.language];
  return {
    title: words.title,
    main: html`
      <h1>${onward.kept === undefined ? words.title : words.ended}</h1>
      ${onward.kept === undefined ? null : html`<p class="note good" role="status">${words.endedHelp}</p>`}
      ${signInChoices(choosing, visit, onward)}
    `,
  };
};

/** Who says who somebody is. */
export interface SigningIn {
  readonly authenticate: Authenticate;
  readonly people: People | undefined;
}

/** Signing in and out. */
export const signInScreen = ({ authenticate, people }: SigningIn): Screen => ({
  menu: [],
  add: (frame) => {
    const { readModels, base } = frame;
    const kinds = authenticate.developmentOnly === true ? kindsOfDevelopment(authenticate) : [];
    const clients = issuerClients(people?.issuers ?? []);
    const choosing = { readModels, kinds, issuers: clients.issuers };
    frame.page('/sign-in', 'public', async (visit) => {
      const page = signInPage(choosing, visit, { to: ownPath(wantedIn(visit), base) });
      return hasJustLeft(visit, Date.parse(frame.clock.now()))
        ? {
            ...page,
            main: html`<p class="note good" role="status">${signInWords[visit.language].signedOut}</p>${island('left', {}, null)}${page.main}`,
          }
        : page;
    });
    frame.page('/sign-in/done', 'public', async ({ language }) => {
      const { done, doneHelp } = signInWords[language];
      return { title: done, main: html`<h1>${done}</h1><p class="note good">${doneHelp}</p>` };
    });
    if (kinds.length > 0) developmentRoute(frame, kinds);
    if (people !== undefined) issuerRoutes(frame, people, clients);
    signOutRoute(frame, clients);
  },
});

/** How it is said on the way that somebody signs out, at an issuer too; the moment says when it is over. */
const leaving = { prefix: 'left-', milliseconds: 600_000 } as const;

/** Whether who looks has just signed out, and is nobody now. An address that somebody comes back to later says it no more. */
const hasJustLeft = ({ request, session }: Visit, now: number): boolean => {
  const state = queryOf(request).get('state') ?? '';
  const ago = now - Number(state.slice(leaving.prefix.length));
  return session === undefined && state.startsWith(leaving.prefix) && ago >= 0 && ago <= leaving.milliseconds;
};

const wantedIn = ({ request }: Visit): string | undefined =>
  new URLSearchParams(request.url.split('?', 2)[1] ?? '').get('to') ?? undefined;

const bodyOf = ({ body }: FastifyRequest): URLSearchParams =>
  body instanceof URLSearchParams ? body : new URLSearchParams();

/** One click, and one is somebody. */
const developmentRoute = (
  { app, base, cookie, clock, readModels }: Frame,
  kinds: readonly string[],
): void => {
  app.post('/sign-in/development', { config: { permission: 'public' } }, async (request, reply) => {
    demandOwnPage(request);
    const values = bodyOf(request);
    const [kind = '', id = ''] = (values.get('as') ?? '').split(':');
    if (!kinds.includes(kind) || !/^[\w.@-]{1,200}$/.test(id))
      throw new HttpError('malformed-request', 'nobody was chosen');
    const agency = kind === 'agency' ? agencyIn(readModels, values.get('agency')) : undefined;
    const now = Date.parse(clock.now());
    await cookie.write(request, reply, {
      way: developmentWay,
      told: { kind, id, ...(agency !== undefined && { agencyId: agency.agencyId }) },
      name: agency?.name ?? kindName(kind, languageOf(request)),
      token: randomUUID(),
      startedAt: now,
      seenAt: now,
    });
    return goOn(reply, values, base);
  });
};

const agencyIn = ({ agencies }: Frame['readModels'], wanted: string | null) => {
  const agency = agencies().find(({ agencyId }) => agencyId === wanted);
  if (agency === undefined) throw new HttpError('malformed-request', 'there is no such agency');
  return agency;
};

/** To where they wanted to go. With what they had typed by the same method, which the form there is filled with. */
const goOn = (reply: FastifyReply, values: URLSearchParams, base: string): FastifyReply => {
  const to = ownPath(values.get('to') ?? undefined, base);
  return reply.redirect(to, values.has('_kept') ? 307 : 303);
};

const signOutRoute = (frame: Frame, clients: IssuerClients): void => {
  const { app, base, cookie, clock } = frame;
  app.post('/sign-out', { config: { permission: 'public' } }, async (request, reply) => {
    demandOwnPage(request);
    const session = await cookie.read(request);
    cookie.end(request, reply);
    const here = `${base}/sign-in`;
    const state = leaving.prefix + Date.parse(clock.now());
    const there = await signOutAt(clients, session, {
      to: new URL(here, `${request.protocol}://${request.host}`).href,
      state,
    });
    if (there === undefined) return reply.redirect(`${here}?${new URLSearchParams({ state })}`, 303);
    // Not by a redirection: a form of ours may lead to this host alone.
    const language = languageOf(request);
    const { signedOut, signingOut, goOnToIssuer } = signInWords[language];
    reply.header('refresh', `0; url=${there}`);
    return frame.send(
      {
        request,
        language,
        ...frame.labels(language),
        base,
        root: base,
        actor: undefined,
        session: undefined,
      },
      reply,
      {
        title: signedOut,
        main: html`<h1>${signedOut}</h1><p class="note good">${signingOut}</p><p><a class="button" href=${there}>${goOnToIssuer}</a></p>`,
      },
    );
  });
};
