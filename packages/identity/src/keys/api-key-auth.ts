import type { Actor, Clock } from '@phananh/core';
import { Forbidden } from '@phananh/core/engine';
import { actorIdOfKey, isKeyFor } from '@phananh/core/reports';
import type { Authenticate } from '@phananh/http';
import { bearerTokenOf } from '@phananh/http/bearer-token';
import type { FastifyRequest } from 'fastify';
import { InvalidToken } from '../errors.ts';
import type { ActorIds, Subject } from '../who/actor-ids.ts';
import type { ApiKey } from './api-key.ts';
import { apiKeyPrefix, isSecretOf, readKeyText } from './key-text.ts';
import type { LastUse } from './last-use.ts';

/** What keys are looked up in: the handler of {@link apiKeyWorkflow}, which asks the key's own stream. */
export interface ApiKeySource {
  load(apiKeyId: string): Promise<{ readonly state: ApiKey } | undefined>;
  readonly clock: Clock;
}

export interface ApiKeyAuthOptions {
  readonly keys: ApiKeySource;
  readonly lastUse?: Pick<LastUse, 'used'> | undefined;
  /**
   * The actor id of a citizen of an issuer, for keys on behalf of citizens: as `oidcAuth` makes it. Default: what the issuer calls
   * them, as development authentication has it.
   */
  readonly citizenId?: ActorIds;
  /** Whose citizens keys may speak for, exactly as their tokens name them: of others nobody could ever sign in. Absent: anybody's. */
  readonly issuers?: readonly string[] | undefined;
}

/** Who acts by a key. */
export const keyActor = (apiKeyId: string, { kind, agencyId }: Pick<ApiKey, 'kind' | 'agencyId'>): Actor => ({
  kind,
  id: actorIdOfKey(apiKeyId),
  ...(agencyId !== null && { agencyId }),
});

/**
 * Lets machines in by `Bearer phk_…`, beside the ways of people: `oneOf(oidcAuth(…), apiKeyAuth(…))`. The key's stream is read for
 * each request: a key that somebody has revoked on another host is worth nothing here at once. One that cannot be read for now is
 * `store-unavailable` and not a wrong key.
 *
 * It throws {@link Forbidden} for a request that the key is not for, and {@link InvalidToken} for one that was revoked or has expired, with its secret.
 */
export const apiKeyAuth = ({
  keys,
  lastUse,
  citizenId = ({ subject }) => subject,
  issuers,
}: ApiKeyAuthOptions): Authenticate => {
  const authenticate = async (request: FastifyRequest): Promise<Actor | undefined> => {
    const shown = readKeyText(bearerTokenOf(request) ?? '');
    if (shown === undefined) return undefined;
    const { apiKeyId, secret } = shown;
    const key = (await keys.load(apiKeyId))?.state;
    if (key === undefined || !isSecretOf(key.digest, secret)) return undefined;
    // Told to who has the secret only: to others a key that is over is none.
    if (key.phase === 'revoked') throw new InvalidToken(`the key ${apiKeyId} was revoked`);
    if (keys.clock.now() >= key.expiresAt) throw new InvalidToken(`the key ${apiKeyId} has expired`);
    demandInScope(apiKeyId, key, request);
    const machine = keyActor(apiKeyId, key);
    const citizen = onBehalfOf(apiKeyId, key, request);
    if (citizen !== undefined) demandKnownIssuer(apiKeyId, citizen, issuers);
    lastUse?.used(apiKeyId);
    if (citizen === undefined) return machine;
    request.givenBy = machine;
    return { kind: 'citizen', id: citizenId(citizen) };
  };
  return Object.assign(authenticate, { recognises: (token: string) => token.startsWith(apiKeyPrefix) });
};

/** What a key is for is said in the words of the API's reference: the ids of its operations. */
const demandInScope = (
  apiKeyId: string,
  { commands, reads }: Pick<ApiKey, 'commands' | 'reads'>,
  { method, routeOptions }: FastifyRequest,
): void => {
  if (method === 'GET' || method === 'HEAD') {
    if (reads) return;
    throw outOfScope(apiKeyId, 'read', commands);
  }
  const operation = routeOptions.config.operation?.id ?? '';
  if (isKeyFor(commands, operation)) return;
  throw outOfScope(apiKeyId, operation, commands);
};

/** What issuers call somebody: no control characters, and not longer than a header needs. */
const subject = /^[!-~]{1,255}$/;

/**
 * The citizen that a key speaks for, by the header `On-Behalf-Of`: what their issuer calls them. A key on behalf of citizens does nothing
 * without one, so that no report is filed under the machine by a slip.
 */
const onBehalfOf = (
  apiKeyId: string,
  { onBehalfOf: issuer }: Pick<ApiKey, 'onBehalfOf'>,
  { headers }: FastifyRequest,
): Subject | undefined => {
  const header = headers['on-behalf-of'];
  if (header === undefined && issuer === null) return undefined;
  if (issuer === null)
    throw new Forbidden(`the key ${apiKeyId} speaks for nobody but its machine`, { visible: true });
  if (typeof header !== 'string' || !subject.test(header))
    throw new Forbidden(`the key ${apiKeyId} speaks for citizens: On-Behalf-Of says for which`, {
      visible: true,
    });
  return { issuer, subject: header };
};

const demandKnownIssuer = (
  apiKeyId: string,
  { issuer }: Subject,
  issuers: readonly string[] = [issuer],
): void => {
  if (issuers.includes(issuer)) return;
  throw new Forbidden(`the key ${apiKeyId} speaks for citizens of ${issuer}, which signs nobody in here`, {
    visible: true,
    issuers,
  });
};

const outOfScope = (apiKeyId: string, operation: string, commands: readonly string[]): Forbidden =>
  new Forbidden(`the key ${apiKeyId} is not for ${operation}`, { visible: true, commands });
