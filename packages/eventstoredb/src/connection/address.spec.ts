import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseConnectionString } from './address.ts';

const read = parseConnectionString;

describe('a connection string', () => {
  it('names one node, or seeds that are asked for one', () => {
    expect(read('esdb://db.example')).toMatchObject({
      seeds: [{ host: 'db.example', port: 2113 }],
      discovers: false,
      credentials: undefined,
      tls: true,
      nodePreference: 'leader',
    });
    expect(read('kurrentdb+discover://cluster.example:2114/')).toMatchObject({
      seeds: [{ host: 'cluster.example', port: 2114 }],
      discovers: true,
    });
    expect(
      read(' esdb://a:1,b,[::1]:3?tls=false&NodePreference=read-only-replica&keep_alive_interval=-1 '),
    ).toMatchObject({
      seeds: [
        { host: 'a', port: 1 },
        { host: 'b', port: 2113 },
        { host: '::1', port: 3 },
      ],
      discovers: true,
      tls: false,
      nodePreference: 'read_only_replica',
      keepAliveInterval: -1,
    });
  });

  it('has credentials, encoded where they have what divides the parts', () => {
    expect(read('esdb://us%40er:p%3Aa:s%2Fs@db')).toMatchObject({
      credentials: { username: 'us@er', password: 'p:a:s/s' },
    });
  });

  it.each([
    'esdb://',
    'http://db',
    'esdb://db:0',
    'esdb://db:70000',
    'esdb://db?tls=yes',
    'esdb://db?nodePreference=nearest',
    'esdb://db?keepAliveInterval=soon',
    'esdb://db?unknown=1',
    'esdb://:secret@db',
    'esdb://user@db',
    'esdb://user:100%@db',
  ])('%s cannot be read', (text) => {
    expect(() => read(text)).toThrow(expect.objectContaining({ code: 'invalid-connection-string' }));
  });

  it('that cannot be read tells no password, however it is written', () => {
    const password = fc.string({ minLength: 6, unit: 'grapheme' }).map((text) => `s3cr${text}et`);
    const written = fc.constantFrom(
      (secret: string) => `esdb://user:${secret}@db?tls=false&tlsVerifyCert=maybe&unknown=1`,
      (secret: string) => `esdb://:${secret}@db`,
      (secret: string) => `esdb://user:${encodeURIComponent(secret)}@db:99999`,
      (secret: string) => `esdb://user:${secret}@a,b c?tls=perhaps`,
      (secret: string) => `esdb+discover://${secret}@db`,
      (secret: string) => `esdb://user:${secret}`,
    );
    fc.assert(
      fc.property(password, written, (secret, write) => {
        let message = '';
        try {
          read(write(secret));
        } catch (error) {
          message = `${String(error)} ${JSON.stringify(error)}`;
        }
        for (const shown of [secret, encodeURIComponent(secret), 's3cr'])
          expect(message).not.toContain(shown);
      }),
    );
  });
});
