import multipart from '@fastify/multipart';
import { PhananhError } from '@phananh/core';
import { NotFound } from '@phananh/core/engine';
import type { Authenticate, Permission } from '@phananh/http';
import { HttpError } from '@phananh/http';
import {
  asPhananhError,
  demandPermitted,
  type Problem,
  problemOf,
  sayWhenAgain,
  tellShown,
} from '@phananh/http/pages';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { demandOwnPage } from '../session/own-page.ts';
import type { Session } from '../session/session.ts';
import { documentText, markupText } from './html.ts';
import { islandsIn } from './island.ts';
import type { IslandScripts } from './island-scripts.ts';
import { languageOf } from './language.ts';
import { documentOf, problemPage } from './layout.ts';
import { type ReadForm, readForm } from './multipart.ts';
import { sendPage } from './packed.ts';
import type { Filled, Form, Frame, Giver, GoTo, MenuEntry, Page, Visit } from './screen.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** The session of whoever looks at a page of the console. */
    consoleSession: Session | undefined;
  }
  interface FastifyContextConfig {
    /** Whether the route is a page that somebody looks at, and no file or answer to a program. Tests look at each of them. */
    readonly isPage?: boolean;
  }
}

type Options = Omit<Frame, 'app' | 'page' | 'form' | 'photos' | 'file' | 'send' | 'mapStyles'> & {
  /** Where the console itself is, of which these pages may be a part: `/console`. */
  readonly root: string;
  readonly menu: readonly MenuEntry[];
  readonly stylePath: string;
  readonly scripts: IslandScripts;
  readonly environment: string | undefined;
  /** Where whoever is nobody is led from pages that are for somebody. Default: the page to sign in on. */
  readonly signIn?: string;
  /** The page to sign in on, for somebody whose session ended while they typed: `kept` is what they sent, and comes with them. */
  readonly signInAgain: (visit: Visit, kept: { readonly to: string; readonly kept: string }) => Promise<Page>;
  /** Throws as long as nobody is let in yet, whatever session they have. */
  readonly demandReady: () => Promise<void>;
};

/** The fields of a form that are not for who it is for. */
const formFields = { token: '_token', kept: '_kept', look: '_look', fill: '_fill' } as const;

/** What screens are put into: pages and forms with everything around them. */
export const frameOf = (app: FastifyInstance, options: Options): Frame => {
  const { base, root, cookie, ways, menu, environment, stylePath, scripts, evidence, maps, labels } = options;
  const { signInAgain, demandReady } = options;

  /** Who somebody is by their session, asked on each request. */
  const authenticate: Authenticate = async (request) => {
    await demandReady();
    const session = await cookie.read(request);
    const way = session && ways.find(({ name }) => name === session.way);
    // Also of whoever is refused, such as an officer who was suspended: they can sign out, and in as somebody else.
    request.consoleSession = session;
    const actor = session && (await way?.actorOf(session.told, request));
    request.consoleSession = actor === undefined ? undefined : session;
    return actor;
  };

  /** Why whoever sends a form is nobody any more, such as an officer who was suspended while they typed. */
  const refusedSenders = new WeakMap<FastifyRequest, unknown>();
  /** The same for a form: what was typed is read before anybody is refused, so that it can be shown with the refusal. */
  const authenticateLater: Authenticate = async (request) => {
    try {
      return await authenticate(request);
    } catch (refusal) {
      refusedSenders.set(request, refusal);
      return undefined;
    }
  };

  const visitOf = (request: FastifyRequest): Visit => {
    const language = languageOf(request);
    return {
      request,
      language,
      ...labels(language),
      actor: request.actor,
      session: request.consoleSession,
      base,
      root,
    };
  };

  const send: Frame['send'] = (visit, reply, page) => {
    for (const shown of page.shows ?? []) tellShown(visit.request, shown);
    const mine = menu.filter(
      ({ permission, isForNobody = false }) =>
        isPermitted(visit, permission) || (isForNobody && visit.actor === undefined),
    );
    const main = markupText(page.main);
    const islands = islandsIn(main);
    const surroundings = { menu: mine, stylePath, environment, main, islands, scripts };
    const text = documentText(documentOf(visit, page, surroundings));
    reply.code(page.status ?? 200).headers({
      'content-type': 'text/html; charset=utf-8',
      'content-language': visit.language,
      'cache-control': 'no-store',
      'content-security-policy':
        islands.length === 0
          ? policyOf()
          : policyWith(scripts, islands.some((name) => withMap.has(name)) ? maps.imagesFrom : []),
      // With `no-referrer` browsers send forms as if they came from nowhere (`Origin: null`).
      'referrer-policy': 'same-origin',
    });
    return sendPage(visit.request, reply, text);
  };

  const problemIn = (request: FastifyRequest, thrown: unknown): Problem => {
    const error = asPhananhError(thrown);
    const problem = problemOf(error, {
      catalog: app.phananh.catalog,
      language: languageOf(request),
      instance: request.id,
      base: '',
    });
    if (problem.status >= 500)
      request.log.error({ err: thrown, code: error.code, requestId: request.id }, 'request failed');
    return problem;
  };

  const sendProblem = (thrown: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply => {
    const visit = visitOf(request);
    const problem = problemIn(request, thrown);
    // Who shows a token is no browser that could sign in: the page for that would judge the same token, and lead here again.
    if (problem.status === 401 && request.method === 'GET' && request.headers.authorization === undefined)
      return reply.redirect(
        options.signIn ?? `${base}/sign-in?${new URLSearchParams({ to: request.url })}`,
        303,
      );
    const typed = request.body instanceof URLSearchParams ? typedIn(request.body) : undefined;
    reply.problemCode = problem.code;
    sayWhenAgain(reply, problem.status, asPhananhError(thrown));
    return send(visit, reply, problemPage(visit, problem, typed));
  };
  app.setErrorHandler((error, request, reply) => sendProblem(error, request, reply));
  app.phananh.answerBelow(base, sendProblem);
  app.setNotFoundHandler(async (request, reply) => {
    request.actor = await authenticate(request);
    return sendProblem(new HttpError('route-not-found', 'nothing is served here'), request, reply);
  });

  const answer = (visit: Visit, reply: FastifyReply, found: Page | GoTo): FastifyReply =>
    'goTo' in found ? reply.redirect(base + found.goTo, 303) : send(visit, reply, found);

  const touched = async (visit: Visit, reply: FastifyReply): Promise<void> => {
    if (visit.session !== undefined) await cookie.touch(visit.request, reply, visit.session);
  };

  const page: Frame['page'] = (path, permission, show, { counted } = {}) => {
    const config = { permission, authenticate, isPage: true, ...(counted !== undefined && { counted }) };
    app.get(path, { config }, async (request, reply) => {
      const visit = visitOf(request);
      await touched(visit, reply);
      return answer(visit, reply, await show(visit, reply));
    });
  };

  const refused = async (
    form: Form,
    visit: Visit,
    values: URLSearchParams,
    reply: FastifyReply,
    thrown: unknown,
  ): Promise<Page | GoTo> => {
    if (!(thrown instanceof PhananhError)) throw thrown;
    const problem = problemIn(visit.request, thrown);
    // What is out of order inside, or not theirs, is no fault of what was typed.
    const isOutOfOrder = problem.status >= 500 && thrown !== visit.request.overloaded;
    if (isOutOfOrder || problem.status === 401 || thrown instanceof NotFound) throw thrown;
    reply.problemCode = problem.code;
    sayWhenAgain(reply, problem.status, thrown);
    const shown = await form.show(visit, { values, problem });
    return 'goTo' in shown ? shown : { ...shown, status: problem.status };
  };

  /** Fills the form with what was sent, where it is not to be done yet; undefined where it is. */
  const filledInstead = (form: Form, visit: Visit, values: URLSearchParams): Filled | undefined => {
    const kept = values.get(formFields.kept);
    if (kept !== null) return { values: new URLSearchParams(kept), because: 'kept' };
    if (visit.session !== undefined && values.get(formFields.token) !== visit.session.token)
      return { values, because: 'otherSession' };
    if (form.hasEnded?.(visit, values) === true) return { values, because: 'kept' };
    if (values.has(formFields.fill)) {
      values.delete(formFields.fill);
      return { values, because: 'fill' };
    }
    if (values.has(formFields.look) || form.isUnseen?.(values) === true) {
      values.delete(formFields.look);
      return { values, because: 'look' };
    }
    return undefined;
  };

  /** What was sent, with the ids of photos that were taken in already. */
  const sentIn = async (
    form: Pick<Form, 'permission' | 'giverOf' | 'textFiles'>,
    visit: Visit,
    takesPhotos: boolean,
  ): Promise<ReadForm> => {
    const { body } = visit.request;
    if (body instanceof URLSearchParams) return { values: body };
    if (!visit.request.isMultipart()) return { values: new URLSearchParams() };
    const mayGive = (values: URLSearchParams): Giver | undefined => {
      // Of nobody where a form is sent without a session that was begun in none.
      const isOfSession = values.get(formFields.token) === (visit.session?.token ?? null);
      return takesPhotos && isOfSession && isPermitted(visit, form.permission)
        ? form.giverOf?.(visit, values)
        : undefined;
    };
    const read = await readForm(visit.request, {
      evidence,
      giverOf: mayGive,
      ...(form.textFiles && { textFiles: form.textFiles }),
    });
    // For what is said where it does not work.
    visit.request.body = read.values;
    return read;
  };

  const form: Frame['form'] = (one) => {
    page(one.path, one.permission, (visit) =>
      one.show(visit, { values: new URLSearchParams(visit.request.url.split('?', 2)[1] ?? '') }),
    );
    // Who it is for is asked when the body is there: what a session loses that ended in the middle of it is not lost.
    const { counted, giverOf } = one;
    const config = {
      permission: 'public',
      authenticate: authenticateLater,
      ...(counted !== undefined && { counted }),
      // What somebody typed who has to wait is not lost, and who only looks makes nothing.
      countsItself: true,
      saysOverload: true,
      ...(giverOf !== undefined && { hasOwnTime: true }),
    } as const;
    app.post(one.path, { config }, async (request, reply) => {
      demandOwnPage(request);
      const visit = visitOf(request);
      const full: unknown =
        request.overloaded ?? (await app.makingRoom?.look(request).catch((refusal: unknown) => refusal));
      const isRefused = refusedSenders.has(request);
      const {
        values,
        thrown,
        hasPhotos = false,
      } = await sentIn(one, visit, full === undefined && !isRefused);
      if (isRefused) throw refusedSenders.get(request);
      const isSomebodys =
        one.permission !== 'public' || (one.isOfSender === true && values.has(formFields.token));
      if (isSomebodys && visit.actor === undefined) {
        const kept = values.get(formFields.kept) ?? withoutToken(values).toString();
        return send(visit, reply, { ...(await signInAgain(visit, { to: request.url, kept })), status: 401 });
      }
      demandPermitted(visit.actor, one.permission);
      await touched(visit, reply);
      const instead = filledInstead(one, visit, values);
      // Photos are made by whatever they come with.
      if (instead !== undefined && !hasPhotos) return answer(visit, reply, await one.show(visit, instead));
      try {
        if (full !== undefined) throw full;
        await app.makingRoom?.take(request);
        if (instead !== undefined) return answer(visit, reply, await one.show(visit, instead));
        if (thrown !== undefined) throw thrown;
        return answer(visit, reply, await one.act(visit, values, reply));
      } catch (error) {
        return answer(visit, reply, await refused(one, visit, values, reply, error));
      }
    });
  };
  const photos: Frame['photos'] = (path, { permission, giverOf }, told) => {
    const config = {
      permission: 'public',
      authenticate,
      counted: 'upload',
      countsItself: true,
      hasOwnTime: true,
    } as const;
    app.post(path, { config }, async (request, reply) => {
      const visit = visitOf(request);
      try {
        demandOwnPage(request);
        const full: unknown = await app.makingRoom?.look(request).catch((refusal: unknown) => refusal);
        const one = { permission, ...(giverOf !== undefined && { giverOf }) };
        const { values, thrown } = await sentIn(one, visit, full === undefined);
        if (full !== undefined) throw full;
        if (
          values.get(formFields.token) !== (visit.session?.token ?? null) ||
          (permission !== 'public' && visit.actor === undefined)
        )
          throw new HttpError('unauthenticated', 'the session has ended');
        demandPermitted(visit.actor, permission);
        if (thrown !== undefined) throw thrown;
        const [attachmentId, ...others] = values.getAll('attachments');
        if (attachmentId === undefined || others.length > 0)
          throw new HttpError('malformed-request', 'one photo, and nothing else');
        await app.makingRoom?.take(request);
        await touched(visit, reply);
        return reply
          .code(201)
          .header('cache-control', 'no-store')
          .send({ attachmentId, ...told(values) });
      } catch (thrown) {
        const problem = problemIn(request, thrown);
        reply.problemCode = problem.code;
        sayWhenAgain(reply, problem.status, asPhananhError(thrown));
        return reply
          .code(problem.status)
          .type('application/problem+json')
          .header('cache-control', 'no-store')
          .send(problem);
      }
    });
  };
  const file: Frame['file'] = (path, permission, answerIt) => {
    app.get(path, { config: { permission, authenticate } }, async (request, reply) =>
      answerIt(visitOf(request), reply),
    );
  };
  return { ...options, app, evidence, page, form, photos, file, send, mapStyles: scripts.stylesOf('map') };
};

/** Islands that show a map, and with it the pictures of another host where the operator chose some. */
const withMap: ReadonlySet<string> = new Set(['map', 'report']);

/** Nothing but what comes from here. Where nothing on a page runs in the browser, nothing may. */
const policyOf = (imagesFrom: readonly string[] = []): string =>
  [
    "default-src 'none'",
    "style-src 'self'",
    ["img-src 'self'", ...imagesFrom].join(' '),
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
  ].join('; ');

/** Modules from here, and the two scripts in the page by their hashes; they ask this host alone, but for the pictures of a base map that the operator chose. */
const policyWith = ({ hashes }: IslandScripts, imagesFrom: readonly string[]): string =>
  [policyOf(imagesFrom), `script-src 'self' ${hashes.join(' ')}`, "connect-src 'self'"].join('; ');

const isPermitted = ({ actor }: Visit, permission: Permission): boolean =>
  permission === 'public' || (actor !== undefined && permission.includes(actor.kind));

const typedIn = (values: URLSearchParams): string =>
  [...values]
    .filter(([name, value]) => !name.startsWith('_') && value !== '')
    .map(([name, value]) => `${name}: ${value}`)
    .join('\n');

const withoutToken = (values: URLSearchParams): URLSearchParams =>
  new URLSearchParams([...values].filter(([name]) => name !== formFields.token));

/** What every scope of pages stands on, once. */
export const acceptForms = async (app: FastifyInstance): Promise<void> => {
  app.decorateRequest('consoleSession', undefined);
  await app.register(multipart);
  app.addContentTypeParser<string>(
    'application/x-www-form-urlencoded',
    { parseAs: 'string', bodyLimit: app.phananh.limits.bodyBytes },
    (_, body, done) => done(null, new URLSearchParams(body)),
  );
};
