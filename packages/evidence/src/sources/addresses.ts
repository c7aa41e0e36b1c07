import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** Networks that things may be fetched from though not everybody can reach them, such as `10.1.0.0/16`. */
export type Networks = readonly string[];

/** Answers virtual machines about themselves, passwords included, from an address that looks as any other. */
const metadata: ReadonlySet<string> = new Set(['168.63.129.16']);

/** All addresses that are given out to anybody: what stands outside is mapped, tunnelled, reserved or of one machine or network. */
const global6 = ipaddr.IPv6.parseCIDR('2000::/3');

const isPublic = (address: ipaddr.IPv4 | ipaddr.IPv6): boolean => {
  if (address.range() !== 'unicast' || metadata.has(address.toString())) return false;
  return address instanceof ipaddr.IPv4 || address.match(global6);
};

/**
 * Whether something may be fetched from an address: one that everybody can reach, or one of the networks that are named. IPv4 in IPv6
 * is what it maps.
 */
export const isReachable = (text: string, networks: Networks = []): boolean => {
  if (isIP(text) === 0) return false;
  const address = ipaddr.process(text);
  const isNamed = networks.some((network) => {
    const [from, bits] = ipaddr.parseCIDR(network);
    return from.kind() === address.kind() && address.match(from, bits);
  });
  return isNamed || isPublic(address);
};
