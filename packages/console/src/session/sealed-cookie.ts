import type { JsonObject } from '@phananh/core';
import { isLoopbackAuthority } from '@phananh/http/loopback';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EncryptJWT, errors, type JWTPayload, jwtDecrypt } from 'jose';
import { ConsoleError } from '../errors.ts';
import { endOf, KeptSession, type Session, type SessionTerms } from './session.ts';

/** Browsers keep 4,096 bytes of a cookie with its name and attributes (RFC 6265, 6.1). */
const mostBytes = 3_800;

/** A cookie is written anew when its session was last seen so long ago: not with every picture of a page. */
const seenAgainAfter = 60_000;

export interface SealedCookieOptions {
  /** 32 bytes. The same on every host of one console; who knows them can be anybody. */
  readonly key: Uint8Array;
  readonly terms: SessionTerms;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** Of a cookie that is for one part of the pages alone. Default: that of everybody who signs in. */
  readonly place?: CookiePlace;
}

/** A cookie beside that of who signs in. */
interface CookiePlace {
  /** `report` gives `__Secure-phananh.report`. */
  readonly name: string;
  /** Of the pages that it is sent with. */
  readonly pathOf: (request: FastifyRequest) => string;
  /** How long the browser keeps it, in seconds. */
  readonly seconds: number;
}

/** Sessions in a cookie of their browser, encrypted (JWE, `dir` with AES-256-GCM). Nothing of them is kept here. */
export interface SealedCookie {
  /** The session of a request; undefined where there is none, where it has ended, and where the cookie was made by nobody here. */
  read(request: FastifyRequest): Promise<Session | undefined>;
  /** @throws ConsoleError `insecure-sign-in` where the cookie could be read on its way */
  write(request: FastifyRequest, reply: FastifyReply, session: Session): Promise<void>;
  /** Writes it anew where that is due, so that it ends later. */
  touch(request: FastifyRequest, reply: FastifyReply, session: Session): Promise<void>;
  end(request: FastifyRequest, reply: FastifyReply): void;
  /** Keeps for some milliseconds what somebody began who goes elsewhere first, and gives it back once. */
  keepBegun(
    request: FastifyRequest,
    reply: FastifyReply,
    begun: JsonObject,
    milliseconds: number,
  ): Promise<void>;
  takeBegun(request: FastifyRequest, reply: FastifyReply): Promise<unknown>;
}

export const sealedCookie = ({ key, terms, now, place }: SealedCookieOptions): SealedCookie => {
  const cookieFor = cookieOf(place);
  if (key.length !== 32) throw new TypeError('the key of sessions has 32 bytes');
  const write: SealedCookie['write'] = async (request, reply, session) => {
    const { name, attributes } = cookieFor(request);
    const { way, told, name: called, token, startedAt, seenAt } = session;
    const sealed = await sealedText({ way, told, name: called, token, startedAt, seenAt }, key);
    if (sealed.length > mostBytes)
      throw new ConsoleError('session-too-large', `a session of ${sealed.length} bytes fits in no cookie`);
    reply.setCookie(name, sealed, attributes);
  };
  return {
    read: async (request) => {
      const sealed = request.server.parseCookie(request.headers.cookie ?? '')[cookieFor(request).name];
      if (sealed === undefined) return undefined;
      const session = await opened(sealed, key);
      return session !== undefined && now() < endOf(session, terms) && session.startedAt <= now() + 60_000
        ? session
        : undefined;
    },
    write,
    touch: async (request, reply, session) => {
      if (now() - session.seenAt >= seenAgainAfter)
        await write(request, reply, { ...session, seenAt: now() });
    },
    keepBegun: async (request, reply, begun, milliseconds) => {
      const { name, attributes } = cookieFor(request);
      const sealed = await sealedText({ begun, until: now() + milliseconds }, key);
      reply.setCookie(`${name}.begun`, sealed, { ...attributes, maxAge: milliseconds / 1_000 });
    },
    takeBegun: async (request, reply) => {
      const { name, attributes } = cookieFor(request);
      const sealed = request.server.parseCookie(request.headers.cookie ?? '')[`${name}.begun`];
      reply.clearCookie(`${name}.begun`, attributes);
      const payload = sealed === undefined ? undefined : await openedText(sealed, key);
      return typeof payload?.until === 'number' && now() < payload.until ? payload.begun : undefined;
    },
    end: (request, reply) => {
      const { name, attributes } = cookieFor(request);
      reply.clearCookie(name, attributes);
    },
  };
};

const opened = async (sealed: string, key: Uint8Array): Promise<Session | undefined> =>
  KeptSession.safeParse(await openedText(sealed, key)).data;

const sealedText = (payload: JsonObject, key: Uint8Array): Promise<string> =>
  new EncryptJWT({ ...payload }).setProtectedHeader({ alg: 'dir', enc: 'A256GCM' }).encrypt(key);

const openedText = async (sealed: string, key: Uint8Array): Promise<JWTPayload | undefined> => {
  try {
    const { payload } = await jwtDecrypt(sealed, key, {
      keyManagementAlgorithms: ['dir'],
      contentEncryptionAlgorithms: ['A256GCM'],
    });
    return payload;
  } catch (error) {
    // Of another key, or no cookie of ours: nobody.
    if (error instanceof errors.JOSEError) return undefined;
    throw error;
  }
};

const ofSession = { path: '/', httpOnly: true, sameSite: 'lax' } as const;

/**
 * Over TLS a cookie that no other host of the domain can set and that never travels in clear. A host on this machine has no TLS:
 * there the same cookie by another name, because `__Host-` demands `Secure`, which some browsers take from `https` alone.
 */
const cookieOf = (place: CookiePlace | undefined) => (request: FastifyRequest) => {
  const attributes =
    place === undefined ? ofSession : { ...ofSession, path: place.pathOf(request), maxAge: place.seconds };
  if (request.protocol === 'https')
    return {
      name: place === undefined ? '__Host-phananh' : `__Secure-phananh.${place.name}`,
      attributes: { ...attributes, secure: true },
    };
  if (isLoopbackAuthority(request.host))
    return {
      name: place === undefined ? 'phananh.local' : `phananh.${place.name}.local`,
      attributes,
    };
  throw new ConsoleError('insecure-sign-in', 'a session needs https: its cookie could be read on its way');
};
