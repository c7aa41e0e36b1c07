import { expect, it } from 'vitest';
import { type Member, nodesToTry } from './choose-node.ts';

const at = (host: string) => ({ host, port: 2113 });
const member = (host: string, state: Member['state'], isAlive = true): Member => ({
  endpoint: at(host),
  state,
  isAlive,
});
const cluster = [
  member('a', 'follower'),
  member('b', 'leader'),
  member('c', 'read-only-replica'),
  member('dead', 'leader', false),
  member('starting', 'other'),
];
const hosts = (...of: Parameters<typeof nodesToTry>) => nodesToTry(...of).map(({ host }) => host);

it('the node that is preferred comes first, the others after it, and none that does not serve', () => {
  expect(hosts(cluster, 'leader', undefined, () => 0)).toEqual(['b', 'a', 'c']);
  expect(hosts(cluster, 'follower', undefined, () => 0)).toEqual(['a', 'b', 'c']);
  expect(hosts(cluster, 'read_only_replica', undefined, () => 0)).toEqual(['c', 'a', 'b']);
});

it('one that just failed comes after its like', () => {
  const followers = [member('a', 'follower'), member('b', 'follower')];
  expect(hosts(followers, 'follower', at('a'), () => 0)).toEqual(['b', 'a']);
  expect(hosts(cluster, 'random', at('a'), () => 0)).toEqual(['b', 'c', 'a']);
});
