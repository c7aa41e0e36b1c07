import { randomUUID } from 'node:crypto';
import type { Authenticate } from '@phananh/http';
import { HttpError } from '@phananh/http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from '../../frame/html.ts';
import { languageOf, ownPath } from '../../frame/language.ts';
import type { Frame, Page, Screen, Visit } from '../../frame/screen.ts';
import { developmentWay, kindsOfDevelopment } from '../../session/development.ts';
import { demandOwnPage } from '../../session/own-page.ts';
import { kindName } from '../../words/kinds.ts';
import { type Onward, signInChoices } from './choices.ts';
import { signInWords } from './words.ts';

/** The page to sign in on. */
export const signInPage = (
  { readModels, kinds }: Parameters<typeof signInChoices>[0],
  visit: Visit,
  onward: Onward,
): Page => {
  const words = signInWords[visit.language];
  return {
    title: words.title,
    main: html`
      <h1>${onward.kept === undefined ? words.title : words.ended}</h1>
      ${onward.kept === undefined ? null : html`<p class="note good" role="status">${words.endedHelp}</p>`}
      ${signInChoices({ readModels, kinds }, visit, onward)}
    `,
  };
};

/** Signing in and out. */
export const signInScreen = (authenticate: Authenticate): Screen => ({
  menu: [],
  add: (frame) => {
    const { readModels, base } = frame;
    const kinds = kindsOfDevelopment(authenticate);
    frame.page('/sign-in', 'public', async (visit) =>
      signInPage({ readModels, kinds }, visit, { to: ownPath(wantedIn(visit), base) }),
    );
    if (kinds.length > 0) developmentRoute(frame, kinds);
    signOutRoute(frame);
  },
});

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

const signOutRoute = ({ app, base, cookie }: Frame): void => {
  app.post('/sign-out', { config: { permission: 'public' } }, async (request, reply) => {
    demandOwnPage(request);
    cookie.end(request, reply);
    return reply.redirect(`${base}/sign-in`, 303);
  });
};
