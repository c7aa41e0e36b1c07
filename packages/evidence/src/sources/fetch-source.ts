import { lookup as resolveName } from 'node:dns';
import { Agent as HttpAgent, get as httpGet, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, get as httpsGet } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { isReachable, type Networks } from './addresses.ts';
import { notFetched } from './not-fetched.ts';

export interface FetchOptions {
  /** Networks that are fetched from though not everybody can reach them. Default: none. */
  readonly networks?: Networks;
  /** Also `http:`, where anybody between can read and change what is sent. Default false. */
  readonly http?: boolean;
  /** How long it may take until the first byte is there. Default 10 s. What follows has the limits of uploads. */
  readonly headersMilliseconds?: number;
  readonly signal?: AbortSignal;
  /** Default: the names of the system. */
  readonly resolve?: typeof resolveName;
}

const mostRedirects = 3;

/** Without a proxy and without connections that are kept: each goes to an address that was looked at for it. */
const agents = { 'https:': new HttpsAgent(), 'http:': new HttpAgent() } as const;
const getters = { 'https:': httpsGet, 'http:': httpGet } as const;

/** Gives a connection the addresses of a name that were looked at: nobody asks for the name again in between. */
const lookupIn =
  (networks: Networks, resolve: typeof resolveName): LookupFunction =>
  (hostname, options, done) => {
    resolve(hostname, { ...options, all: true }, (error, addresses) => {
      if (error !== null) return done(error, []);
      // One of them is enough to be sent astray.
      if (addresses.length === 0 || !addresses.every(({ address }) => isReachable(address, networks)))
        return done(notFetched(`${hostname} is no host that everybody can reach`), []);
      if (options.all === true) return done(null, addresses);
      const [first] = addresses;
      return done(null, first?.address ?? '', first?.family);
    });
  };

/** @throws `photo-not-fetched` */
const demandUrl = (text: string, base: URL | undefined, http: boolean): URL => {
  const url = URL.parse(text, base?.href);
  if (url === null) throw notFetched('it is no address');
  if (url.protocol !== 'https:' && !(http && url.protocol === 'http:'))
    throw notFetched(`it is fetched over https${http ? ' or http' : ''} only`);
  if (url.username !== '' || url.password !== '')
    throw notFetched('an address with a name or password in it is not fetched');
  return url;
};

const answerOf = (url: URL, options: FetchOptions): Promise<IncomingMessage> => {
  const { networks = [], signal, resolve = resolveName, headersMilliseconds = 10_000 } = options;
  const protocol = url.protocol === 'http:' ? 'http:' : 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  // Of an address nothing is looked up.
  if (isIP(host) !== 0 && !isReachable(host, networks))
    throw notFetched(`${host} is no address that everybody can reach`);
  return new Promise((resolvePromise, reject) => {
    const asked = getters[protocol](url, {
      agent: agents[protocol],
      lookup: lookupIn(networks, resolve),
      headers: { accept: 'image/*, video/*', 'accept-encoding': 'identity', 'user-agent': 'phananh' },
      maxHeaderSize: 16_384,
      ...(signal && { signal }),
    });
    const late = setTimeout(() => asked.destroy(notFetched('it does not answer')), headersMilliseconds);
    asked.once('error', (error) => {
      clearTimeout(late);
      reject(error);
    });
    asked.once('response', (answer) => {
      clearTimeout(late);
      resolvePromise(answer);
    });
  });
};

/** What stands behind an address, redirects followed: each to an address that is looked at as the first one was. */
const found = async (address: string, options: FetchOptions): Promise<IncomingMessage> => {
  let url = demandUrl(address, undefined, options.http === true);
  for (let redirects = 0; ; redirects += 1) {
    const answer = await answerOf(url, options);
    const { statusCode = 0, headers } = answer;
    if (statusCode === 200) return answer;
    answer.destroy();
    if (![301, 302, 303, 307, 308].includes(statusCode) || headers.location === undefined)
      throw notFetched(`it answers ${statusCode}`);
    if (redirects === mostRedirects) throw notFetched(`it sends on more than ${mostRedirects} times`);
    // Who was asked over https is not followed to http.
    url = demandUrl(headers.location, url, options.http === true && url.protocol === 'http:');
  }
};

/**
 * What stands behind an address of somebody else's choosing. Only hosts that everybody can reach are asked, and no network of this one's
 * own: the addresses of a name are looked at, and those are connected to. How much comes and how fast is limited by who takes it.
 *
 * @throws `photo-not-fetched`
 */
export async function* fetchSource(
  address: string,
  options: FetchOptions = {},
): AsyncGenerator<Uint8Array, void> {
  try {
    const answer = await found(address, options);
    const coding = answer.headers['content-encoding'] ?? 'identity';
    if (coding !== 'identity') throw notFetched('it comes compressed, which nobody asked for');
    const parts: AsyncIterable<Uint8Array> = answer;
    yield* parts;
    if (!answer.complete) throw notFetched('it was cut off');
  } catch (error) {
    throw asNotFetched(error);
  }
}

const asNotFetched = (error: unknown): unknown => {
  if (!(error instanceof Error) || !('code' in error)) return error;
  return error.code === 'photo-not-fetched' ? error : notFetched(`it cannot be had: ${error.code}`, error);
};
