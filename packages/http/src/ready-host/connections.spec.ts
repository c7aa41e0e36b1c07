import { EventEmitter } from 'node:events';
import { fastify } from 'fastify';
import { expect, it } from 'vitest';
import { defaultOverloadLimits } from '../plugins/limits.ts';
import { limitConnections } from './connections.ts';

/** As far as limits see a socket. */
class Connection extends EventEmitter {
  isClosed = false;
  readonly remoteAddress: string;
  constructor(remoteAddress: string) {
    super();
    this.remoteAddress = remoteAddress;
  }
  destroy(): void {
    this.isClosed = true;
    this.emit('close');
  }
}

it('connections of one address that are over its limit are closed, until others of it are; proxies have as many as all', () => {
  const app = fastify();
  limitConnections(app, { ...defaultOverloadLimits, connectionsOfAddress: 2 }, [
    '10.1.0.0/16',
    '2001:db8::1',
  ]);
  const open = (address: string): Connection => {
    const connection = new Connection(address);
    app.server.emit('connection', connection);
    return connection;
  };
  const stay = (...all: readonly Connection[]) => all.map(({ isClosed }) => !isClosed);
  const [one, two, three] = [open('203.0.113.1'), open('203.0.113.1'), open('203.0.113.1')];
  expect(stay(one, two, three)).toEqual([true, true, false]);
  expect(stay(open('203.0.113.2'))).toEqual([true]);
  one?.destroy();
  expect(stay(open('203.0.113.1'), open('203.0.113.1'))).toEqual([true, false]);
  expect(stay(open('2001:db8:9::1'), open('2001:db8:9::2'), open('2001:db8:9::3'))).toEqual([
    true,
    true,
    false,
  ]);
  for (const free of ['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1', '127.0.0.1', '::1'])
    expect(stay(open(free), open(free), open(free))).toEqual([true, true, true]);
  expect(app.server.maxConnections).toBe(defaultOverloadLimits.connections);
});
