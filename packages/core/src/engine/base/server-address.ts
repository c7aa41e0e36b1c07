/**
 * Addresses of servers, as connection strings write them, and how they may be shown: the one place that knows where a password
 * can stand in one. What is not certainly none is left out.
 */

/** The parts of a connection string that may be shown: `scheme://user:password@host:port,host:port?key=value`. */
export interface ShownParts {
  readonly scheme: string;
  readonly hasCredentials: boolean;
  /** As they are written: names with their ports, between commas. */
  readonly hosts: string;
  readonly settings: string;
}

const scheme = '(?<scheme>[a-z][a-z0-9+.-]*)://';
// The last `@` ends a password, and a question mark begins settings: what could be read in two ways is not well-formed.
const credentials = '(?:(?<user>[^:@?]+):(?<password>[^@?]+)@)?';
const name = String.raw`(?:\[[0-9A-Fa-f:.]+\]|[^$+!?*'(),;[\]{}|"%~#<>=&@:/\s]+)(?::\d{1,5})?`;
const hosts = `(?<hosts>${name}(?:,${name})*)/*`;
const settings = String.raw`(?:\?(?<settings>[^@]*))?`;
const wellFormed = new RegExp(`^${scheme}${credentials}${hosts}${settings}$`, 'su');

/** Undefined for a string that is not well-formed. Whether a store takes one that is, the store says. */
export const serverAddress = (connectionString: string): ShownParts | undefined => {
  const groups = wellFormed.exec(connectionString.trim())?.groups;
  if (groups === undefined) return undefined;
  const { scheme: name = '', user, password, hosts: servers = '', settings: query = '' } = groups;
  if (!isDecodable(user) || !isDecodable(password)) return undefined;
  return { scheme: name, hasCredentials: user !== undefined, hosts: servers, settings: query };
};

const isDecodable = (text = ''): boolean => {
  try {
    decodeURIComponent(text);
    return true;
  } catch {
    return false;
  }
};

/**
 * An address as it may be shown: without user and password, and without whatever could be a part of them. Names of files stay:
 * those of a certificate and of its key too.
 */
export const shownAddress = (address: string): string => {
  const known = serverAddress(address);
  if (known !== undefined) {
    const { scheme: name, hasCredentials, hosts: servers, settings: query } = known;
    const who = hasCredentials ? `${hidden}@` : '';
    return `${shownScheme(`${name}://`)}${who}${servers}${query === '' ? '' : `?${shownSettings(query)}`}`;
  }
  if (!/[:@]/.test(address)) return address;
  // What follows an `@` may be more of the password, and what stands before a colon too.
  const [, name = ''] = /^\s*([a-z][a-z0-9+.-]*:(?:\/\/)?)/i.exec(address) ?? [];
  return `${shownScheme(name)}${hidden}`;
};

/** What is before a colon is somebody's secret, too, unless it is known to be none. */
const shownScheme = (name: string): string =>
  /^(?:sqlite|(?:esdb|kurrentdb|kurrent|kdb)(?:\+discover)?|file|https?|postgres(?:ql)?|mysql|mongodb):(?:\/\/)?$/.test(
    name,
  )
    ? name
    : '';

const hidden = '…';

/** Settings of EventStoreDB and KurrentDB whose values are no secret. */
const plainSettings: ReadonlySet<string> = new Set([
  'connectionname',
  'defaultdeadline',
  'discoveryinterval',
  'gossiptimeout',
  'keepaliveinterval',
  'keepalivetimeout',
  'maxdiscoverattempts',
  'nodepreference',
  'throwonappendfailure',
  'tls',
  'tlscafile',
  'tlsverifycert',
  'usercertfile',
  'userkeyfile',
]);

const shownSettings = (query: string): string =>
  query
    .split('&')
    .map((setting) => {
      const [, key, value = ''] = /^([^=]*)=(.*)$/s.exec(setting) ?? [];
      const isKnown = key !== undefined && plainSettings.has(key.toLowerCase().replaceAll(/[_-]/g, ''));
      return isKnown ? `${key}=${value}` : hidden;
    })
    .join('&');

/**
 * The URL of a website or service as it may be shown: without user and password, and without what is asked of it, where keys can
 * stand as well. Another address as {@link shownAddress} has it.
 */
export const shownUrl = (url: string): string => {
  if (!/^\s*https?:/i.test(url) || !URL.canParse(url)) return shownAddress(url);
  const { protocol, username, password, host, pathname, search, hash } = new URL(url);
  const who = username === '' && password === '' ? '' : `${hidden}@`;
  const path = pathname === '/' && !url.trimEnd().endsWith('/') ? '' : pathname;
  const rest = `${search === '' ? '' : `?${hidden}`}${hash === '' ? '' : `#${hidden}`}`;
  return `${protocol}//${who}${host}${path}${rest}`;
};

/**
 * A text that somebody else made, without the passwords of the addresses in it. What {@link shownAddress} has left out stays
 * as it is.
 *
 * @param given addresses that may stand in it, known as a whole
 */
export const withoutSecrets = (text: string, given: readonly string[] = []): string => {
  let shown = text;
  for (const address of given) if (address !== '') shown = shown.replaceAll(address, asWritten(address));
  return shown.includes('://') ? shown.split('\n').map(lineWithoutSecrets).join('\n') : shown;
};

/** With the slashes at the end that {@link shownAddress} leaves out: of issuers it is such a slash that may be wrong. */
const asWritten = (address: string): string => {
  const known = shownAddress(address);
  return /^\/+$/.test(address.slice(known.length)) && address.startsWith(known) ? address : known;
};

/** Paths of modules are no addresses. */
const beginning = /\b(?!(?:file|node):)[a-z][a-z0-9+.-]*:\/\//i;
const ofStore = /^(?:esdb|kurrentdb|kurrent|kdb)(?:\+discover)?:/i;

/** `user:pass` before what only looks like a scheme: a password may have `://` in it. */
const withoutUser = (before: string, name: string): string => {
  const user = shownScheme(name) === '' ? before.search(/[^\s:'"`(]+:(?=[^\s'"`])/) : -1;
  return user === -1 ? before : before.slice(0, user);
};

const lineWithoutSecrets = (line: string): string => {
  const found = beginning.exec(line);
  if (found === null) return line;
  const before = line.slice(0, found.index);
  const rest = line.slice(found.index);
  const [name] = found;
  const [word = ''] = /^[^\s'"`,;)]*/.exec(rest) ?? [];
  const after = () => lineWithoutSecrets(rest.slice(word.length));
  const left = word.startsWith(`${name}${hidden}@`) ? word.slice(name.length + hidden.length + 1) : undefined;
  const isShown =
    word === `${name}${hidden}` || (left !== undefined && serverAddress(name + left) !== undefined);
  if (isShown) return `${before}${word}${after()}`;
  // A password may have anything in it: only the last `@` ends it for certain, and what follows that may be more of it.
  const end = /^.*@[^\s'"`]*/.exec(rest)?.[0].length;
  if (end !== undefined)
    return `${withoutUser(before, name)}${shownScheme(name)}${hidden}${lineWithoutSecrets(rest.slice(end))}`;
  if (!ofStore.test(name) || word === name)
    return `${before}${name}${lineWithoutSecrets(rest.slice(name.length))}`;
  // What does not look like an address as a whole may have a password in it, to the end of the line.
  return serverAddress(word) === undefined
    ? `${before}${shownScheme(name)}${hidden}`
    : `${before}${shownAddress(word)}${after()}`;
};
