import { InvalidConnectionString } from '@phananh/core/store';

export interface Endpoint {
  readonly host: string;
  readonly port: number;
}

const nodePreferences = ['leader', 'follower', 'read_only_replica', 'random'] as const;
export type NodePreference = (typeof nodePreferences)[number];

/** What a connection string says. */
export interface ServerAddress {
  readonly seeds: readonly Endpoint[];
  /** Whether the seeds are asked for the nodes of their cluster; otherwise the only seed is the node. */
  readonly discovers: boolean;
  readonly credentials: { readonly username: string; readonly password: string } | undefined;
  readonly tls: boolean;
  /** Paths of files in PEM. */
  readonly tlsCAFile: string | undefined;
  readonly userCertFile: string | undefined;
  readonly userKeyFile: string | undefined;
  readonly nodePreference: NodePreference;
  readonly connectionName: string | undefined;
  /** Milliseconds between two gRPC keepalive pings; negative for none. */
  readonly keepAliveInterval: number;
  readonly keepAliveTimeout: number;
}

const defaultPort = 2113;

/**
 * Reads a connection string as EventStoreDB and KurrentDB document it: `esdb://`, `esdb+discover://`, and the newer names of
 * the same, `kurrentdb`, `kurrent` and `kdb`.
 *
 * The client's own parser is not used: for an option that it does not know it prints the whole string, password included.
 *
 * @throws {@link InvalidConnectionString} without any part of what stands before the host
 */
export const parseConnectionString = (connectionString: string): ServerAddress => {
  const [, discover, rest] =
    /^(?:esdb|kurrentdb|kurrent|kdb)(\+discover)?:\/\/(.*)$/s.exec(connectionString.trim()) ?? [];
  if (rest === undefined) throw invalid('it begins with esdb:// or esdb+discover://');
  const { userInfo, hosts, query } = partsOf(rest);
  const options = optionsOf(query);
  const seeds = hosts.split(',').map(endpointOf);
  const text = (name: KnownOption): string | undefined => options.get(name);
  const flag = (name: KnownOption, otherwise: boolean): boolean => flagOf(name, text(name), otherwise);
  const number = (name: KnownOption, otherwise: number): number => numberOf(name, text(name), otherwise);
  return {
    seeds,
    discovers: discover !== undefined || seeds.length > 1,
    credentials: userInfo === undefined ? undefined : credentialsOf(userInfo),
    tls: flag('tls', true),
    tlsCAFile: text('tlscafile'),
    userCertFile: text('usercertfile'),
    userKeyFile: text('userkeyfile'),
    nodePreference: preferenceOf(text('nodepreference')),
    connectionName: text('connectionname'),
    keepAliveInterval: number('keepaliveinterval', 10_000),
    keepAliveTimeout: number('keepalivetimeout', 10_000),
  };
};

/** @throws {@link InvalidConnectionString} for one that no client could use. Nothing is asked of the server. */
export const demandConnectionString = (connectionString: string): void =>
  void parseConnectionString(connectionString);

/** Splits the string. A password that is not encoded can have the characters that divide the parts: then this throws, and does not guess. */
const partsOf = (rest: string) => {
  const question = rest.indexOf('?');
  const before = question < 0 ? rest : rest.slice(0, question);
  const query = question < 0 ? '' : rest.slice(question + 1);
  const at = before.lastIndexOf('@');
  const hosts = before.slice(at + 1).replace(/\/+$/, '');
  const userInfo = at < 0 ? undefined : before.slice(0, at);
  const isMistaken =
    (userInfo ?? '').includes('@') || (at < 0 && /:[^,]*:/.test(hosts) && !hosts.includes('['));
  if (isMistaken || !isHosts(hosts)) throw invalid(encoded);
  return { userInfo, hosts, query };
};

const encoded =
  'after the scheme come user:password@ where there are any, hosts, and options after a question mark; in a user name and a password, write @ as %40, : as %3A, / as %2F, ? as %3F and a space as %20';

const isHosts = (hosts: string): boolean => hosts !== '' && /^[^\s@/?#&=%]+$/.test(hosts);

const endpointOf = (text: string): Endpoint => {
  const [, bracketed, plain, port] = /^(?:\[([0-9A-Fa-f:.]+)\]|([^:[\]]+))(?::(\d{1,5}))?$/.exec(text) ?? [];
  const host = bracketed ?? plain;
  const number = port === undefined ? defaultPort : Number(port);
  if (host === undefined || number < 1 || number > 65_535)
    throw invalid('a host is name:port or [address]:port');
  return { host, port: number };
};

const credentialsOf = (userInfo: string) => {
  const colon = userInfo.indexOf(':');
  if (colon < 1) throw invalid('credentials are user:password@, with a user name and a password');
  return { username: decoded(userInfo.slice(0, colon)), password: decoded(userInfo.slice(colon + 1)) };
};

const decoded = (text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid('a % in a user name or a password is written as %25');
  }
};

/** Options that are used here, in lower case without `_` and `-`; below, those of other clients, which are taken and change nothing. */
const used = [
  'tls',
  'tlscafile',
  'usercertfile',
  'userkeyfile',
  'nodepreference',
  'connectionname',
  'keepaliveinterval',
  'keepalivetimeout',
] as const;
const without = [
  'tlsverifycert',
  'throwonappendfailure',
  'defaultdeadline',
  'dnsdiscover',
  'maxdiscoverattempts',
  'discoveryinterval',
  'gossiptimeout',
];
type KnownOption = (typeof used)[number];

const isUsed = (name: string): name is KnownOption => used.some((known) => known === name);

const optionsOf = (query: string): ReadonlyMap<KnownOption, string> => {
  const options = new Map<KnownOption, string>();
  for (const pair of query === '' ? [] : query.split('&')) {
    const equals = pair.indexOf('=');
    const name = pair.slice(0, Math.max(equals, 0)).toLowerCase().replace(/[_-]/g, '');
    if (isUsed(name)) options.set(name, decodedOption(name, pair.slice(equals + 1).trim()));
    // The option is not shown: it may be the end of a password.
    else if (!without.includes(name)) throw invalid(`an option is not known; known are ${used.join(', ')}`);
  }
  return options;
};

const decodedOption = (name: KnownOption, text: string): string => {
  try {
    return decodeURIComponent(text);
  } catch {
    throw invalid(`a % in ${name} is written as %25`);
  }
};

const flagOf = (name: KnownOption, text: string | undefined, otherwise: boolean): boolean => {
  if (text === undefined) return otherwise;
  if (text !== 'true' && text !== 'false') throw invalid(`${name} is true or false`);
  return text === 'true';
};

const numberOf = (name: KnownOption, text: string | undefined, otherwise: number): number => {
  if (text === undefined) return otherwise;
  const number = Number(text);
  if (text === '' || !Number.isSafeInteger(number))
    throw invalid(`${name} is a whole number of milliseconds`);
  return number;
};

const preferenceOf = (text = 'leader'): NodePreference => {
  const plain = text.toLowerCase().replace(/[_-]/g, '');
  const found = nodePreferences.find((known) => known.replaceAll('_', '') === plain);
  if (found === undefined) throw invalid(`nodePreference is one of ${nodePreferences.join(', ')}`);
  return found;
};

const invalid = (why: string): InvalidConnectionString =>
  new InvalidConnectionString(`the connection string of the event store cannot be read: ${why}`);
