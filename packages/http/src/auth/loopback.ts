import '@phananh/core/demand-node';

import { BlockList, isIP } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8);
// With it the IPv4 ones as a socket of both families tells them: ::ffff:127.0.0.1.
loopback.addAddress('::1', 'ipv6');

const isLoopbackAddress = (address: string): boolean => {
  const family = isIP(address);
  return family !== 0 && loopback.check(address, family === 6 ? 'ipv6' : 'ipv4');
};

const withoutBrackets = (host: string): string => /^\[([^[\]]*)\]$/.exec(host)?.[1] ?? host;

/** Whether a host name or an address, an IPv6 one bare or in brackets, is this machine and nothing else. */
export const isLoopback = (host: string): boolean =>
  host.toLowerCase() === 'localhost' || isLoopbackAddress(withoutBrackets(host));

/** Whether an authority (RFC 3986, 3.2: a host with or without a port, as in `Host`) is this machine. Nobody's name stands in it. */
export const isLoopbackAuthority = (authority: string): boolean => {
  const host = /^(\[[^[\]]*\]|[^:@[\]]*)(?::[0-9]*)?$/.exec(authority)?.[1];
  return host !== undefined && isLoopback(host);
};

/** Whether what is asked there comes from whom it names: over TLS, or from this machine. */
export const isTrustworthyUrl = (url: string): boolean => {
  if (!URL.canParse(url)) return false;
  const { protocol, hostname, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  return protocol === 'https:' || (protocol === 'http:' && isLoopback(hostname));
};
