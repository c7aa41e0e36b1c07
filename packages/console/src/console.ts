import cookie from '@fastify/cookie';
import type { Clock, Reports } from '@phananh/core';
import type { ReadModels, RunningWorkflow } from '@phananh/core/read-models';
import type { Authenticate, Evidence } from '@phananh/http';
import type { OperationsOptions, TransparencyLog } from '@phananh/http/pages';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { areaNamesOf, mapsOf } from './base-map/base-map.ts';
import type { MapOptions } from './base-map/map-options.ts';
import { consoleErrors } from './errors.ts';
import { addAssets } from './frame/assets.ts';
import { acceptForms, frameOf } from './frame/frame.ts';
import { addIslandScripts } from './frame/island-scripts.ts';
import { languageRoute } from './frame/language.ts';
import { type Labels, labellingOf } from './labels/labels.ts';
import { heldReports } from './screens/citizen/held.ts';
import { heldEnded } from './screens/citizen/held-ended.ts';
import { ordinaryNotice, type PrivacyNotice } from './screens/citizen/notice.ts';
import { madePath } from './screens/citizen/own-link.ts';
import { screensOf, screensOfHeld } from './screens/index.ts';
import { keyMadePath, type NewKey } from './screens/operations/new-key.ts';
import { signInPage } from './screens/sign-in/screen.ts';
import { developmentSignIn, kindsOfDevelopment } from './session/development.ts';
import { draftMarks } from './session/draft-mark.ts';
import { issuerSignIn, type People } from './session/issuers.ts';
import { type SealedCookie, sealedCookie } from './session/sealed-cookie.ts';
import { defaultSessionTerms, type SessionTerms } from './session/session.ts';

export interface ConsoleOptions {
  readonly reports: Reports;
  readonly readModels: ReadModels;
  /** Workflows beside reports: each has worklists and cases here too. */
  readonly workflows?: readonly RunningWorkflow[];
  /** Photos and videos. Without it none are shown. */
  readonly evidence?: Evidence | undefined;
  /** The files of the transparency log: for auditors. Without it the pages say that there is none. */
  readonly transparencyLog?: TransparencyLog | undefined;
  /** What is parked, as the API has it. Without it there is no page of operations. */
  readonly operations?: OperationsOptions['operations'] | undefined;
  readonly timers?: OperationsOptions['timers'];
  readonly subscriptions?: OperationsOptions['subscriptions'];
  /** As the API has it. One for development lets one pick a role with one click, on this machine. */
  readonly authenticate: Authenticate;
  /** How people sign in by issuers. Absent: nobody does. */
  readonly people?: People;
  /** 32 bytes that sessions are encrypted with: the same on every host that stands for this console. */
  readonly sessionKey: Uint8Array;
  readonly session?: Partial<SessionTerms>;
  /** What is said of personal data before a report is sent. Default: a text of ours, which says what this software does. */
  readonly privacyNotice?: PrivacyNotice | undefined;
  /** As the API has it: 32 bytes, with which citizens report without signing in. Absent: they sign in. */
  readonly guestKey?: Uint8Array | undefined;
  /** What this installation is called where it is none for real work, such as `test`: stands at the top of every page. */
  readonly environment?: string | undefined;
  /** What lies beneath reports on maps. Absent: nothing, which maps say. */
  readonly map?: MapOptions;
  /** What categories and areas are called. Absent: what is common, and the names in the file of areas. */
  readonly labels?: Labels | undefined;
  /** What keys of machines are made with: `() => newApiKey(systemRandom())` of `@phananh/identity`. Absent: pages make none. */
  readonly newKey?: NewKey | undefined;
  /** Default `/console`. */
  readonly path?: string;
}

/**
 * The pages that people look at: `app.register(phananhConsole, { ...running, authenticate, sessionKey })`, where the routes of
 * `@phananh/http` are. What somebody may see and do here is what the API lets them, because the same functions are asked.
 *
 * @throws TypeError where the basis of the routes is not registered
 */
export const phananhConsole = async (app: FastifyInstance, options: ConsoleOptions): Promise<void> => {
  const {
    reports,
    readModels,
    workflows = [],
    evidence,
    operations,
    authenticate,
    environment,
    path = '/console',
  } = options;
  if (!app.hasDecorator('phananh'))
    throw new TypeError('the console stands beside the routes of @phananh/http');
  app.phananh.catalog.add(consoleErrors);
  const clock: Clock = reports.handler.clock;
  const now = (): number => Date.parse(clock.now());
  const sealing = { key: options.sessionKey, terms: { ...defaultSessionTerms, ...options.session }, now };
  const sealed = sealedCookie(sealing);
  const heldBase = `${path}/held`;
  const shownAt = (name: string, pathOf: (request: FastifyRequest) => string): SealedCookie =>
    sealedCookie({ ...sealing, place: { name, pathOf, seconds: 600 } });
  const citizens = {
    notice: options.privacyNotice ?? ordinaryNotice,
    guestKey: options.guestKey,
    linkKey: options.sessionKey,
    sent: shownAt('sent', () => `${path}/report/sent`),
    taken: shownAt('taken', () => `${path}/intake/sent`),
    made: shownAt('made', ({ url, params }) => {
      const { id }: { readonly [name: string]: unknown } = Object(params);
      return madePath(url.startsWith(`${heldBase}/`) ? heldBase : path, encodeURIComponent(String(id)));
    }),
    held: heldReports({ reports, base: heldBase }, sealing),
  };
  const { people, newKey } = options;
  const keys = newKey && { newKey, made: shownAt('key', () => `${path}${keyMadePath}`) };
  const ways = [
    ...(authenticate.developmentOnly === true ? [developmentSignIn(authenticate)] : []),
    ...(people?.issuers ?? []).flatMap(({ issuer }) =>
      people === undefined ? [] : [issuerSignIn(issuer, people.bearers)],
    ),
  ];
  const choosing = {
    readModels,
    issuers: people?.issuers ?? [],
    kinds: authenticate.developmentOnly === true ? kindsOfDevelopment(authenticate) : [],
  };
  const screens = screensOf(
    choosing,
    { authenticate, people },
    {
      workflows,
      citizens,
      log: options.transparencyLog,
      keys,
      operations: operations && {
        reports,
        readModels,
        operations,
        timers: options.timers,
        subscriptions: options.subscriptions,
      },
    },
  );
  // A scope of its own: none of its hooks runs on other routes.
  await app.register(
    async (scope) => {
      await scope.register(cookie);
      await acceptForms(scope);
      const stylePath = addAssets(scope, path);
      const scripts = addIslandScripts(scope, path);
      languageRoute(scope, path);
      const common = {
        root: path,
        reports,
        readModels,
        workflows,
        evidence,
        clock,
        maps: mapsOf(scope, path, options.map ?? {}),
        draftMarkOf: draftMarks(options.sessionKey),
        labels: labellingOf(options.labels ?? {}, areaNamesOf(options.map ?? {})),
        stylePath,
        scripts,
        environment,
        demandReady: async () => authenticate.demandReady?.(),
      };
      const frame = frameOf(scope, {
        ...common,
        base: path,
        ways,
        cookie: sealed,
        menu: screens.flatMap(({ menu }) => menu),
        signInAgain: async (visit, onward) => signInPage(choosing, visit, onward),
      });
      for (const screen of screens) screen.add(frame);
      // Of one report each, by a cookie of its own: nobody is signed in there.
      await scope.register(
        async (inner) => {
          const heldFrame = frameOf(inner, {
            ...common,
            base: heldBase,
            ways: [citizens.held.signIn],
            cookie: citizens.held.cookieOfRequest,
            menu: [],
            signInAgain: async (visit, { kept }) => heldEnded(visit, kept),
            signIn: `${path}/held/ended`,
          });
          for (const screen of screensOfHeld(citizens, options.transparencyLog)) screen.add(heldFrame);
          heldFrame.page('/ended', 'public', async (visit) => heldEnded(visit));
        },
        { prefix: '/held' },
      );
    },
    { prefix: path },
  );
};
