import rateLimit, { type CreateRateLimitOptions, normalizeIP } from '@fastify/rate-limit';
import type { Actor, PhananhError } from '@phananh/core';
import { normalActor } from '@phananh/core/engine';
import { isGuestId } from '@phananh/core/reports';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { Authenticate } from '../auth/authenticate.ts';
import { HttpError, httpErrors } from '../errors/http-errors.ts';
import { asPhananhError } from '../errors/problem.ts';
import { statusOf } from '../errors/status.ts';
import type { RateLimits } from './limits.ts';
import { addressIn } from './told-address.ts';

declare module 'fastify' {
  interface FastifyContextConfig {
    /**
     * How requests to the route are counted, beside those of their sender: not at all, as who watches the host asks often (a public
     * one, where no token is judged either); as something that is created or uploaded; or as a code that somebody may guess, which its
     * answer 404 tells.
     */
    readonly counted?: 'never' | 'creation' | 'upload' | 'code';
    /**
     * Whether the route counts by itself what it creates or uploads, by {@link MakingRoom}: a form that is only looked at makes nothing. Then it reads
     * what was sent of whoever asked too often in this minute as well, and is told of that by {@link MakingRoom.look}: what somebody typed is theirs.
     */
    readonly countsItself?: boolean;
  }
}

/** Counts a preflight, which is answered before anybody is asked who they are. */
export type CountPreflight = (request: FastifyRequest) => Promise<void>;

/** For routes that count by themselves what they create or upload. Both refuse whoever made as many as they may (`too-many-requests`). */
export interface MakingRoom {
  /** Counts nothing. Refuses too what was let through because somebody typed it. */
  readonly look: Limit;
  /** Counts one more. */
  readonly take: Limit;
}

const minute = 60_000;
const hour = 60 * minute;
/** Forms that are read, a minute, of one sender who asked too often already: as many as somebody types, and no more work for whoever floods. */
const formsOverLimit = 20;
/**
 * Preflights of an address, for each request that it may send without a token. They cost little, say nothing of who asks, and those of everybody
 * behind one address come from it.
 */
const preflightsForRequest = 10;
/** Senders that are remembered of each limit. Those that were seen least lately are forgotten. */
const remembered = 20_000;

type Counter = (request: FastifyRequest, how?: { readonly increment: boolean }) => Promise<Counted>;

/** Counts and refuses what is over. */
type Limit = (request: FastifyRequest) => Promise<void>;

/**
 * Refuses who asks too often, by an `Authenticate` that takes the place of the one that is given. Whoever shows a valid token is
 * counted as that actor and nothing else: no neighbour behind the same address can use up what is theirs.
 *
 * Each host counts by itself, in memory.
 */
export const limitRates = async (
  app: FastifyInstance,
  limits: RateLimits,
  authenticate: Authenticate,
): Promise<Authenticate> => {
  // By hand only: which limit holds depends on who somebody turns out to be.
  await app.register(rateLimit, { global: false });
  const counter = (options: CreateRateLimitOptions) => {
    const kept = { ...options, cache: remembered };
    return app.createRateLimit(kept);
  };
  const limit = (options: CreateRateLimitOptions): Limit => {
    const count = counter(options);
    return async (request) => demandRoom(await count(request));
  };
  const ofAddress = (max: number): CreateRateLimitOptions => ({
    max,
    timeWindow: minute,
    keyGenerator: addressOf,
  });
  const requestsOfAddress = limit(ofAddress(limits.requestsOfAddress));
  const preflights: CountPreflight = limit(ofAddress(limits.requestsOfAddress * preflightsForRequest));
  app.decorate('countPreflight', preflights);
  const failedSignIns = limit(ofAddress(limits.failedSignIns));
  const ofSeeker = (max: number) => ({ max, timeWindow: minute, keyGenerator: seekerOf });
  const trackingCodes = limit(ofSeeker(limits.trackingCodes));
  const unknownCodes = counter(ofSeeker(limits.unknownTrackingCodes));
  const requestsOfActor = limit({ max: limits.requestsOfActor, timeWindow: minute, keyGenerator: senderOf });
  const byKind = (most: { readonly [actorKind: string]: number }): ReadonlyMap<string, MakingRoom> =>
    new Map(
      Object.entries(most).map(
        ([kind, max]) => [kind, roomIn(counter({ max, timeWindow: hour, keyGenerator: senderOf }))] as const,
      ),
    );
  const made = { creation: byKind(limits.creations), upload: byKind(limits.uploads) };
  const roomOf = ({ routeOptions, actor }: FastifyRequest): MakingRoom | undefined => {
    const { counted: how } = routeOptions.config;
    return how === 'creation' || how === 'upload' ? made[how].get(kindOf(actor)) : undefined;
  };
  /** Why a request is refused whose form is read first. */
  const refusedAfterReading = new WeakMap<FastifyRequest, unknown>();
  app.decorate('makingRoom', {
    look: async (request) => {
      if (refusedAfterReading.has(request)) throw refusedAfterReading.get(request);
      return roomOf(request)?.look(request);
    },
    take: async (request) => roomOf(request)?.take(request),
  } satisfies MakingRoom);
  const isForm = ({ routeOptions, method }: FastifyRequest): boolean =>
    routeOptions.config.countsItself === true && method === 'POST';
  const overLimit = limit({
    max: formsOverLimit,
    timeWindow: minute,
    keyGenerator: (request) => (request.actor === undefined ? addressOf(request) : senderOf(request)),
  });
  const demandOf = async (request: FastifyRequest, ofSender: Limit): Promise<void> => {
    try {
      await ofSender(request);
    } catch (refusal) {
      if (!isForm(request)) throw refusal;
      await overLimit(request);
      refusedAfterReading.set(request, refusal);
    }
  };

  const counted = async (request: FastifyRequest): Promise<Actor | undefined> => {
    const how = request.routeOptions.config.counted;
    const actor = await tried(authenticate, request).catch(onFailure(request));
    // As everything that follows knows them.
    request.actor = actor && normalActor(actor);
    if (actor === undefined) {
      await demandOf(request, requestsOfAddress);
      if (request.headers.authorization !== undefined) await failedSignIns(request);
    } else {
      await demandOf(request, requestsOfActor);
    }
    if (request.routeOptions.config.countsItself !== true) await roomOf(request)?.take(request);
    if (how === 'code') {
      await trackingCodes(request);
      await roomIn(unknownCodes).look(request);
    }
    return actor;
  };
  const onFailure =
    (request: FastifyRequest) =>
    async (error: unknown): Promise<never> => {
      if (isFailedSignIn(app, asPhananhError(error))) {
        await requestsOfAddress(request);
        await failedSignIns(request);
      }
      throw error;
    };
  app.addHook('onResponse', async (request, { statusCode }) => {
    if (request.routeOptions.config?.counted === 'code' && statusCode === 404) await unknownCodes(request);
  });
  // Nobody is asked who they are for what is not served.
  app.addHook('onRequest', async (request) => {
    if (request.is404) await requestsOfAddress(request);
  });
  return Object.assign(counted, authenticate);
};

/** Whatever it is that a function throws, or the promise that it gives. */
const tried = async (authenticate: Authenticate, request: FastifyRequest): Promise<Actor | undefined> =>
  authenticate(request);

/** What somebody is refused for who has no valid token: by the table that decides it. */
const isFailedSignIn = (app: FastifyInstance, { code }: PhananhError): boolean => {
  const entry = app.phananh.catalog.entryOf(code) ?? httpErrors.internal;
  return statusOf(entry) === 401;
};

/**
 * A /64 of IPv6 is one sender: whoever has one address of it has them all. A socket of this machine has no address.
 *
 * Some proxies write ports beside addresses, which are others for each connection, and some write what they are sent. What is no address is of the
 * proxy that told it: nobody gets a place of their own by a word.
 */
const addressOf = ({ ip, ips = [ip] }: FastifyRequest): string => {
  const [told, proxy] = ips.toReversed();
  return normalizeIP(addressIn(told ?? '') ?? addressIn(proxy ?? '') ?? 'local');
};

/** Who signs in is one sender, from wherever they come. Guests can be as many as they like: those of an address are one. */
const senderOf = (request: FastifyRequest): string =>
  kindOf(request.actor) === guests ? addressOf(request) : `${request.actor?.kind} ${request.actor?.id}`;

/** Of whom creations and uploads are counted: who is not known is a guest, where they may create something at all. */
const kindOf = (actor: Actor | undefined): string =>
  actor === undefined || (actor.kind === 'citizen' && isGuestId(actor.id)) ? guests : actor.kind;
const guests = 'guest';

/** Who looks for codes: an actor, so that nobody else at their address stands in their way, or else the address. */
const seekerOf = (request: FastifyRequest): string =>
  request.actor === undefined ? addressOf(request) : senderOf(request);

interface Counted {
  /** Nobody is on the library's list of who is allowed whatever it asks. */
  readonly isAllowed?: boolean;
  readonly isExceeded?: boolean;
  readonly remaining?: number;
  readonly ttlInSeconds?: number | undefined;
}

const roomIn = (count: Counter): MakingRoom => ({
  look: async (request) => {
    const { remaining, ttlInSeconds } = await count(request, { increment: false });
    demandRoom({ isExceeded: remaining === 0, ttlInSeconds });
  },
  take: async (request) => demandRoom(await count(request)),
});

const demandRoom = ({ isExceeded, ttlInSeconds = 1 }: Counted): void => {
  if (isExceeded !== true) return;
  const retryAfterSeconds = Math.max(1, ttlInSeconds);
  throw new HttpError('too-many-requests', `as many as may were sent: wait ${retryAfterSeconds} s`, {
    retryAfterSeconds,
  });
};
