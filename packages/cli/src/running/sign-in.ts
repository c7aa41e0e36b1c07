import type { Actor, Clock } from '@phananh/core';
import { type AnyCommandHandler, isMendable, StoreUnavailable } from '@phananh/core/engine';
import { reportActorKinds } from '@phananh/core/reports';
import type { Authenticate } from '@phananh/http';
import {
  actorIds,
  addressIds,
  apiKeyAuth,
  demandIdentitySecret,
  IdentitySecretDiffers,
  identityStartErrors,
  invitationsIn,
  type LastUse,
  lastUseInFile,
  officerRegistry,
  readIdentitySecret,
} from '@phananh/identity';
import type { OidcAuth, OidcBearers, OnKeys } from '@phananh/identity/oidc';
import { type AuthSettings, takesEverybodysWord } from '../config/sections/auth.ts';
import { say } from '../output/output.ts';
import { CliError } from '../process/errors.ts';
import { lastUsePath } from '../store/last-use-path.ts';
import type { OpenedHost } from '../store/open-host.ts';
import type { StorePlace } from '../store/store-address.ts';

export interface SignInOptions {
  readonly auth: AuthSettings;
  readonly place: StorePlace;
  readonly http: Pick<typeof import('@phananh/http'), 'developmentAuth' | 'oneOf'>;
  readonly onKeys: OnKeys;
  /** Told when the store could be asked at last, and has another secret: the host is to end. */
  readonly onOtherSecret: (error: unknown) => void;
}

/** What of a host is asked who somebody is. */
type SigningHost = Pick<OpenedHost, 'reports' | 'workflows'> & {
  readonly readModels: Pick<OpenedHost['readModels'], 'list'>;
};

/** Every way in, and what comes before anything that is done with the secret. */
export interface SignIn {
  readonly authenticate: Authenticate;
  readonly lastUse: LastUse;
  /** Whether the secret is that of the log: asked again until the store has said so, and told where it has another. */
  readonly demandSecret: () => Promise<void>;
  /** Who is behind tokens of issuers; undefined without issuers. */
  readonly bearers: OidcBearers | undefined;
}

/** Every way in which a host is told who somebody is, as its configuration has them; keys of machines always. */
export const signIn = async (
  running: SigningHost,
  { auth, place, http, onKeys, onOtherSecret }: SignInOptions,
): Promise<SignIn> => {
  const { developmentAuth, oneOf } = http;
  const { store, handler } = running.reports;
  // Also without issuers: invitations are made with it.
  const { identitySecret } = identityOf(auth);
  let isSure = identitySecret === undefined;
  const learnSecret = async (): Promise<void> => {
    if (isSure || identitySecret === undefined) return;
    await demandIdentitySecret(store, identitySecret, { clock: handler.clock });
    isSure = true;
  };
  await learnSecret().catch((error: unknown) => {
    // A host waits for its store; nobody is let in before.
    if (!isMendable(error) && !(error instanceof StoreUnavailable)) throw error;
  });
  const byIssuers = auth.issuers.length === 0 ? undefined : await people(running, { auth, place, onKeys });
  const ofIssuers = byIssuers === undefined ? [] : [byIssuers];
  const ofDevelopment = takesEverybodysWord(auth)
    ? [developmentAuth({ isSaid: true, workflows: place.workflows ?? [] })]
    : [];
  const lastUse = lastUseIn(lastUsePath(place), running.reports.handler.clock);
  const ofMachines = apiKeyAuth({
    keys: handlerOf(running.workflows, 'apiKey'),
    lastUse,
    // Beside development authentication citizens are called what they say.
    ...(auth.issuers.length > 0 && {
      citizenId: actorIds(secretOf(auth)),
      issuers: issuersOfCitizens(auth),
    }),
  });
  const ways = oneOf(...ofIssuers, ...ofDevelopment, ofMachines);
  const demandSecret = async (): Promise<void> => {
    await learnSecret().catch((error: unknown) => {
      if (error instanceof IdentitySecretDiffers) onOtherSecret(error);
      throw error;
    });
  };
  const late = async (request: Parameters<Authenticate>[0]): Promise<Actor | undefined> => {
    await demandSecret();
    return ways(request);
  };
  const authenticate: Authenticate = (request) => (isSure ? ways(request) : late(request));
  return {
    authenticate: Object.assign(authenticate, ways, {
      demandReady: demandSecret,
      errors: { ...ways.errors, ...identityStartErrors },
    }),
    lastUse,
    demandSecret,
    bearers: byIssuers?.bearers,
  };
};

const people = async (
  { workflows, reports, readModels }: SigningHost,
  { auth, place, onKeys }: Pick<SignInOptions, 'auth' | 'place' | 'onKeys'>,
): Promise<OidcAuth> => {
  demandKnownKinds(auth, place);
  const secret = secretOf(auth);
  const { oidcAuth } = await import('@phananh/identity/oidc');
  const idOf = actorIds(secret);
  const officers = officerRegistry({
    officers: handlerOf(workflows, 'officer'),
    invitations: handlerOf(workflows, 'invitation'),
    addressIds: addressIds(idOf),
    invitationsOf: invitationsIn(readModels, reports.handler.clock),
  });
  return oidcAuth({ issuers: auth.issuers, actorIds: idOf, officers, onKeys });
};

/**
 * What who gives commands holds people and keys to: what ids of people are made with, where the configuration has it, and how long keys live.
 *
 * @throws {@link CliError} `invalid-config`
 */
export const identityOf = (
  auth: AuthSettings,
): Pick<StorePlace, 'identitySecret' | 'citizenIssuers' | 'longestKeyDays'> => ({
  // Without issuers citizens are called what they say, by development authentication.
  ...(auth.issuers.length > 0 && { citizenIssuers: issuersOfCitizens(auth) }),
  longestKeyDays: auth.longestKeyDays,
  ...(auth.identitySecretFile !== undefined && { identitySecret: secretOf(auth) }),
});

const issuersOfCitizens = ({ issuers }: AuthSettings): readonly string[] =>
  issuers.filter(({ actors }) => actors.some(({ kind }) => kind === 'citizen')).map(({ issuer }) => issuer);

/** @throws {@link CliError} `invalid-config` */
const secretOf = ({ identitySecretFile: file }: AuthSettings): Uint8Array => {
  if (file === undefined) throw new TypeError('issuers without a secret');
  try {
    return readIdentitySecret(file);
  } catch (error) {
    throw new CliError(
      'invalid-config',
      `auth.identitySecretFile: ${error instanceof Error ? error.message : error}`,
    );
  }
};

/** A kind that nothing knows would let nobody do anything. */
export const demandKnownKinds = ({ issuers }: AuthSettings, { workflows = [] }: StorePlace): void => {
  const known = new Set(
    [reportActorKinds, ...workflows.map(({ workflow }) => workflow.actorKinds)].flatMap((one) =>
      Object.keys(one),
    ),
  );
  const unknown = issuers
    .flatMap(({ actors }) => actors.map(({ kind }) => kind))
    .filter((kind) => !known.has(kind));
  if (unknown.length > 0)
    throw new CliError(
      'invalid-config',
      `auth.issuers gives the kind ${unknown[0]}, which no workflow knows; there are ${[...known].filter((kind) => kind !== 'system').join(', ')}`,
    );
};

const handlerOf = (workflows: OpenedHost['workflows'], name: string): AnyCommandHandler => {
  const found = workflows.find(({ hosted }) => hosted.workflow.name === name)?.handler;
  if (found === undefined) throw new TypeError(`a host without the workflow ${name}`);
  return found;
};

const lastUseIn = (path: string, clock: Clock): LastUse => {
  let isSaid = false;
  return lastUseInFile(path, {
    clock,
    // Keys let in as ever; once is enough to be told.
    onError: (error) => {
      if (!isSaid)
        say(`when keys were last used is not kept: ${error instanceof Error ? error.message : error}`);
      isSaid = true;
    },
  });
};
