import { BlockList, isIP } from 'node:net';

/** `203.0.113.1`, `203.0.113.1:4711`, `2001:db8::1`, `[2001:db8::1]` and `[2001:db8::1]:4711`: the address in it. Some proxies write ports. */
export const addressIn = (told: string): string | undefined => {
  const { bracketed, dotted = bracketed ?? told } =
    /^(?:\[(?<bracketed>[^\]]*)\]|(?<dotted>[\d.]+))(?::\d+)?$/.exec(told)?.groups ?? {};
  return isIP(dotted) === 0 ? undefined : dotted;
};

/** Whether an address, with a port or without, is one of some addresses and networks, such as `10.0.0.1` and `10.1.0.0/16`. */
export const addressMatcher = (networks: readonly string[]): ((told: string) => boolean) => {
  const list = new BlockList();
  for (const network of networks) {
    const [address = '', bits] = network.split('/');
    const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
    if (bits === undefined) list.addAddress(address, family);
    else list.addSubnet(address, Number(bits), family);
  }
  return (told) => {
    const address = addressIn(told);
    return address !== undefined && list.check(address, isIP(address) === 6 ? 'ipv6' : 'ipv4');
  };
};
