import type { FastifyRequest } from 'fastify';
import { HttpError } from '../errors/http-errors.ts';
import { isLoopback, isLoopbackAuthority } from './loopback.ts';

/**
 * Throws `loopback-only` for a request that does not come from this machine, or that says it is for another one.
 *
 * A page of somebody else's comes here from the developer's own browser, under a name that leads to 127.0.0.1 (DNS rebinding) or
 * over CORS that the application allows: then `Host` or `Origin` give it away. What a proxy on this machine passes on from elsewhere
 * comes over loopback as well. So the address is the socket's, never one that a header claims, whatever `trustProxy` says; and a
 * header that names another machine is enough to refuse, while none is enough to be let in.
 */
export const demandThisMachine = (request: FastifyRequest): void => {
  const { remoteAddress } = request.raw.socket;
  if (remoteAddress === undefined || !isLoopback(remoteAddress)) throw refused('the connection does not');
  const authorities = authoritiesOf(request);
  if (authorities.length === 0 || !authorities.every(isLoopbackAuthority)) {
    throw refused('the host that the request names is not it');
  }
  const { origin } = request.raw.headers;
  if (origin !== undefined && !isLoopbackOrigin(origin)) throw refused('the page that sends it does not');
  if (!forwardedBy(request).every(isLoopbackAuthority)) throw refused('it was passed on from elsewhere');
};

const refused = (why: string) =>
  new HttpError(
    'loopback-only',
    `development authentication takes everybody's word, so it answers what comes from this machine only: ${why}`,
  );

/** Every place where a request names the host that it is for: `Host`, `:authority` of HTTP/2, an URL in its absolute form. */
const authoritiesOf = ({ raw }: FastifyRequest): readonly string[] => {
  const { host, ':authority': authority } = raw.headers;
  return [host, authority, authorityOfUrl(raw.url ?? '')].flat().filter((one) => one !== undefined);
};

const authorityOfUrl = (url: string): string | undefined =>
  /^[a-z][a-z0-9+.-]*:\/\/([^/?#]*)/i.exec(url)?.[1];

/** A page of this machine, on whatever port. `null`, a page without an origin, may be anybody's. */
const isLoopbackOrigin = (origin: string): boolean =>
  isLoopbackAuthority(/^https?:\/\/([^/]*)$/.exec(origin)?.[1] ?? '');

/** The addresses and hosts for which proxies say that they pass the request on. */
const forwardedBy = ({ raw: { headers } }: FastifyRequest): readonly string[] => {
  const listed = [headers['x-forwarded-for'], headers['x-forwarded-host'], headers['x-real-ip']]
    .flat()
    .flatMap((value) => value?.split(',') ?? []);
  // RFC 7239: forwarded-pairs, a value with a colon in quotes.
  const pairs = headers.forwarded?.matchAll(/(?:^|[;,\s])(?:for|host)="?([^",;]*)/gi) ?? [];
  return [...listed, ...[...pairs].map(([, value = '']) => value)].map(inBrackets);
};

/** A bare IPv6 address, as `X-Forwarded-For` has it, in the form that an authority has. */
const inBrackets = (given: string): string => {
  const value = given.trim();
  return /^[^[]*:[^[]*:/.test(value) ? `[${value}]` : value;
};
