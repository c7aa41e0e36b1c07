import { PhananhError } from '@phananh/core';
import type { Evidence } from '@phananh/evidence';
import type { Host } from '@phananh/http';
import { lastUseRoute } from '@phananh/identity';
import type { OnKeys } from '@phananh/identity/oidc';
import { failedWords, type RunFailure } from '@phananh/sqlite';
import { openAccessLog } from '../access/open-access-log.ts';
import { type AdminSocket, listenOnAdminSocket } from '../admin/admin-socket.ts';
import type { HostClock } from '../admin/clock-operations.ts';
import { hostOperations } from '../admin/host-operations.ts';
import { claimAdminSocketPath } from '../admin/socket-path.ts';
import { uploadOperations } from '../admin/upload-operations.ts';
import { demandReachable, takesEverybodysWord } from '../config/sections/auth.ts';
import type { Settings } from '../config/settings.ts';
import { strangeInWords, strangeVariables } from '../config/variables.ts';
import { openEvidence } from '../evidence/open-evidence.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine, reportError, say } from '../output/output.ts';
import { endSignals } from '../process/end-signals.ts';
import { demandPolicyOfNew, givenPolicy, type PolicyOptions } from '../setup/policy.ts';
import { type OpenedHost, openHost } from '../store/open-host.ts';
import type { StorePlace } from '../store/store-address.ts';
import { serveLog, signLog } from '../transparency/open-log.ts';
import { openSecrets } from './open-secrets.ts';
import { pagesOf } from './pages.ts';
import { identityOf, type SignInOptions, signIn } from './sign-in.ts';

export interface ServeOptions extends CommonOptions, PolicyOptions {
  readonly port: number;
  readonly host: string;
  readonly timers: boolean;
}

/** For programs that begin with a host. */
export interface ServeListeners {
  /** Called when it listens, after its address was told. */
  readonly onListening?: (url: string) => void;
  /** Called when it has ended by itself: it could not go on, and said why. */
  readonly onEnded?: () => void;
}

export const run = async (
  options: ServeOptions,
  { onListening, onEnded = () => {} }: ServeListeners = {},
): Promise<void> => {
  const { host, json } = options;
  const { auth } = options.resolved.settings;
  demandReachable(auth, host);
  demandPolicyOfNew(options, options);
  for (const line of openSecrets(options, options.resolved.settings)) say(line);
  for (const one of strangeVariables(process.env)) say(strangeInWords(one));
  // Loaded here: the other commands start faster, and in less memory, without a web server.
  const http = import('@phananh/http');
  let serving: Promise<Serving>;
  let isEnding = false;
  /** Everything that is computed under a policy is computed anew under another one: nothing is left of the one before. */
  const startAgain = async (difference: string): Promise<void> => {
    const { close, url } = await serving;
    say(`${difference}: starting again under it`);
    await close();
    if (isEnding) return;
    const { policy: _, calendars: __, ...others } = options;
    serving = start({ ...others, port: Number(new URL(url).port) }, await http, on);
    await serving.catch((error: unknown) => {
      process.exitCode = reportError(error, { json });
      onEnded();
    });
  };
  const onPolicyAdopted = (difference: string): void => void startAgain(difference);
  const onOtherSecret = (error: unknown): void => {
    if (isEnding) return;
    process.exitCode = reportError(error, { json });
    void close().finally(onEnded);
  };
  const on: Told = { onPolicyAdopted, onOtherSecret };
  const { shutdownOnSignal } = await http;
  serving = start(options, await http, on);
  const close = async (): Promise<void> => {
    isEnding = true;
    await (await serving).close();
  };
  // Before the address is told: whoever reads it may send a signal at once.
  const onSignal = shutdownOnSignal({ close, exit: (code) => process.exit(code) });
  for (const signal of endSignals) process.on(signal, onSignal);
  const { url, tokens } = await serving.catch((error: unknown) => {
    // There is nothing that could be ended in order.
    for (const signal of endSignals) process.off(signal, onSignal);
    throw error;
  });
  if (takesEverybodysWord(auth))
    say(
      'DEVELOPMENT AUTHENTICATION: anybody on this machine is whoever they say, with these tokens; others are refused:',
    );
  for (const token of tokens) say(`  Authorization: Bearer ${token}`);
  if (json === true) printJson({ url });
  else printLine(`phananh listens on ${url}`);
  onListening?.(url);
};

/** What only who runs the host can see to. */
interface Told extends Pick<SignInOptions, 'onOtherSecret'> {
  readonly onPolicyAdopted: (difference: string) => void;
}

/** A host that answers. */
interface Serving {
  readonly url: string;
  readonly tokens: readonly string[];
  close(): Promise<void>;
}

const start = async (
  options: ServeOptions,
  http: typeof import('@phananh/http'),
  { onPolicyAdopted, onOtherSecret }: Told,
): Promise<Serving> => {
  const { port, host, timers } = options;
  const { settings } = options.resolved;
  const { auth, log: logging, limits, timeouts, proxies, cors } = settings;
  let log: Host['app']['log'] | undefined;
  const onError = ({ error: err, ...failure }: RunFailure): void =>
    log === undefined
      ? say(`${failedWords(failure.what)}: ${messageOf(err)}`)
      : log.error({ err, ...failure }, failedWords(failure.what));
  const running = await openHost(
    { ...options, ...identityOf(auth), bulkCases: limits.bulkCases },
    {
      policy: (ofLog) => givenPolicy(options, ofLog),
      timers,
      onError,
      onTick: (tick) => log?.info(tick, 'timers were due'),
      onPolicyAdopted,
      onSubscriptionDropped: ({ error, pause }) => {
        const text = `the log is not followed, next attempt in ${Math.round(pause)} ms: ${error.message}`;
        log === undefined ? say(text) : log.warn(text);
      },
    },
  );
  const { keys } = running;
  const photos = await openEvidence(options, settings.evidence, {
    reports: running.reports,
    // Closed with the host, not with its photos.
    keys: keys && { ...keys, close: async () => {} },
    onError: (err) =>
      log?.error({ err }, 'something that is done for photos and videos failed and will be tried again'),
    onSwept: (ids) => log?.info({ ids }, 'stored photos and videos that no event names were deleted'),
  }).catch(async (error) => {
    await running.close();
    throw error;
  });
  const transparency = await signLog(options, settings.transparency, {
    store: running.reports.store,
    onError: (err) =>
      log === undefined
        ? say(`the transparency log is not signed: ${messageOf(err)}`)
        : log.error({ err }, 'the transparency log is not signed any more'),
    onNotCosigned: (err) =>
      log === undefined ? say(messageOf(err)) : log.warn({ err }, 'a witness did not cosign a checkpoint'),
    onPublished: ({ size }) => log?.debug({ size }, 'a checkpoint was published'),
  }).catch(async (error) => {
    await photos.close();
    await running.close();
    throw error;
  });
  const closeAll = async (): Promise<void> => {
    // What was recorded is signed before the store is closed.
    await transparency?.close();
    await photos.close();
    await running.close();
  };
  const onKeys: OnKeys = ({ issuer, error }) => {
    if (error === undefined) log?.info({ issuer }, 'the keys of an issuer can be had again');
    else
      log?.warn(
        { issuer, why: error.message },
        'the keys of an issuer cannot be had; those that are kept hold for a day',
      );
  };
  const ways = { auth, place: options, http, onKeys, onOtherSecret };
  const { server, authenticate, lastUse, demandSecret } = await signIn(running, ways)
    .then(async (ways) => {
      const transparencyLog = await serveLog(options, settings.transparency);
      const shown = { ...running, evidence: photos.evidence, transparencyLog };
      return { ...ways, shown, pages: await pagesOf(options.resolved.settings, { ...shown, ...ways }) };
    })
    .then(async ({ pages: { extend, ...pages }, shown, ...ways }) => ({
      ...ways,
      server: await http.createHost({
        ...shown,
        accessLog: openAccessLog(options, settings.accessLog, (err) =>
          log?.error({ err }, 'who is shown personal data cannot be written down'),
        ),
        close: closeAll,
        authenticate: ways.authenticate,
        extend: async (app) => {
          await lastUseRoute(ways.lastUse)(app);
          await extend?.(app);
        },
        limits,
        timeouts,
        trustedProxies: proxies.trusted,
        allowedOrigins: cors.origins,
        ...loadLimits(options.resolved.settings),
        log: { level: logging.level, destination: process.stderr },
        ...pages,
      }),
    }))
    .catch(async (error) => {
      await closeAll();
      throw error;
    });
  log = server.app.log;
  const admin = await openAdminSocket(
    options,
    { ...running, evidence: photos.evidence },
    server.app.log,
    demandSecret,
  );
  const close = async (): Promise<void> => {
    await admin?.close();
    await server.close();
    lastUse?.close();
  };
  try {
    return { url: await server.listen({ host, port }), tokens: authenticate.tokens ?? [], close };
  } catch (error) {
    await close();
    throw error;
  }
};

/** Development authentication answers one machine, where tests and measurements ask as fast as they can. */
const loadLimits = ({ auth, rateLimits, overload }: Settings) => {
  const isOn = ({ enabled }: { readonly enabled?: boolean | undefined }): boolean =>
    enabled ?? !takesEverybodysWord(auth);
  return {
    rateLimits: isOn(rateLimits) && rateLimits,
    overload: isOn(overload) && overload,
  };
};

/** A host without it does its work: what cannot be told to it then is said. */
const openAdminSocket = async (
  place: StorePlace,
  { reports, workflows, evidence }: OpenedHost & { readonly evidence: Evidence },
  log: Host['app']['log'],
  demandSecret: () => Promise<void>,
): Promise<AdminSocket | undefined> => {
  const onConfirmed = (before: HostClock): void =>
    log.warn(before, 'the clock was confirmed over the admin socket');
  try {
    const { path, release } = claimAdminSocketPath(place);
    const socket = await listenOnAdminSocket(
      path,
      hostOperations({ reports, workflows }, { onConfirmed, demandReady: demandSecret }),
      uploadOperations(evidence),
    );
    return { close: () => socket.close().finally(release) };
  } catch (err) {
    log.warn({ err }, 'there is no admin socket: this host cannot be told anything by commands');
    return undefined;
  }
};

const messageOf = (error: unknown): string => {
  if (error instanceof PhananhError) return `${error.code}: ${error.message}`;
  return error instanceof Error ? error.message : String(error);
};
