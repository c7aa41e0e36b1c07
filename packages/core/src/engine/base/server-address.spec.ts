import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { StoreUnavailable } from './errors.ts';
import { serverAddress, shownAddress, shownUrl, withoutSecrets } from './server-address.ts';

describe('an address', () => {
  it.each([
    ['esdb://db.example:2113', 'esdb://db.example:2113'],
    ['esdb://admin:changeit@db.example:2113?tls=false', 'esdb://…@db.example:2113?tls=false'],
    ['kurrentdb+discover://u:p%40ss@a:1,b:2/', 'kurrentdb+discover://…@a:1,b:2'],
    ['esdb://me%40example.org:secret@db', 'esdb://…@db'],
    [
      'esdb://db?userCertFile=/etc/u.crt&userKeyFile=/etc/u.key&connectionName=hue',
      'esdb://db?userCertFile=/etc/u.crt&userKeyFile=/etc/u.key&connectionName=hue',
    ],
    ['esdb://db?password=secret&tls=true', 'esdb://db?…&tls=true'],
    ['esdb://db?secret', 'esdb://db?…'],
    ['esdb://admin:se:cret@a,[::1]:2113', 'esdb://…@a,[::1]:2113'],
    ['postgres://u:secret@h', 'postgres://…@h'],
    ['data/phananh.db', 'data/phananh.db'],
    ['/srv/phananh/hue.db', '/srv/phananh/hue.db'],
  ])('%s is shown as %s', (address, shown) => {
    expect(shownAddress(address)).toBe(shown);
  });

  it.each([
    ['esdb://:secret@host', 'esdb://…'],
    ['esdb://admin:se@cret@host', 'esdb://…'],
    ['esdb://admin:1234?se@cret@host', 'esdb://…'],
    ['esdb://admin:100%@host', 'esdb://…'],
    ['esdb://secret@host', 'esdb://…'],
    ['esdb://admin:secret', 'esdb://…'],
    ['esdb://admin:secret@', 'esdb://…'],
    ['esdb: //admin:secret@host', 'esdb:…'],
    ['postgres://u:secret@h/db', 'postgres://…'],
    ['admin:secret@host', '…'],
    ['secret@host', '…'],
    [':secret', '…'],
  ])('%s, which is none that a store takes, is shown as %s', (address, shown) => {
    expect(shownAddress(address)).toBe(shown);
  });

  it.each([
    ['https://s3.example', 'https://s3.example'],
    ['https://s3.example:9000/a/b/', 'https://s3.example:9000/a/b/'],
    ['https://k:S3cr3tPW@s3', 'https://…@s3'],
    ['http://k@127.0.0.1:9000/x?y=z#t', 'http://…@127.0.0.1:9000/x?…#…'],
    ['https://k:a/b@c@s3', 'https://…'],
    ['esdb://admin:changeit@host', 'esdb://…@host'],
  ])('%s, as a URL, is shown as %s', (url, shown) => {
    expect(shownUrl(url)).toBe(shown);
  });

  it('with a space in the password is well-formed, and not shown', () => {
    const address = 'esdb://admin:se cret@host';
    expect(serverAddress(address)).toEqual({
      scheme: 'esdb',
      hasCredentials: true,
      hosts: 'host',
      settings: '',
    });
    expect(shownAddress(address)).toBe('esdb://…@host');
  });
});

/** Passwords with anything in them. What is looked for are their parts, which nothing else has in it. */
const part = fc.stringMatching(/^Q[A-Z0-9]{9}$/);
const between = fc.constantFrom(
  ...[
    '',
    '@',
    ':',
    '/',
    '?',
    '#',
    ' ',
    '%',
    '%40',
    '%20',
    '&',
    '=',
    ',',
    '+',
    '\\',
    '"',
    "'",
    '…',
    'ệ',
    '//',
    '../../../../sqlite/src/read-models/hosted/answer-json.ts',
    '://',
  ],
);
const password = fc.array(fc.tuple(part, between), { minLength: 1, maxLength: 4 }).map((parts) => ({
  parts: parts.map(([one]) => one),
  text: parts.flatMap(([one, join], index) => (index === parts.length - 1 ? [one] : [one, join])).join(''),
}));
const written = fc.constantFrom(
  (secret: string) => secret,
  (secret: string) => encodeURIComponent(secret),
);
const form = fc.constantFrom<(secret: string) => string>(
  (secret) => `esdb://admin:${secret}@db.example:2113`,
  (secret) => `kurrentdb+discover://admin:${secret}@a:1,b:2?tls=false`,
  (secret) => `esdb://:${secret}@host`,
  (secret) => `esdb://${secret}@host`,
  (secret) => `esdb://${secret}:x@host`,
  (secret) => ` esdb://admin:${secret}@host `,
  (secret) => `esdb://host:2113?password=${secret}`,
  (secret) => `esdb://admin:x@host?token=${secret}&tls=true`,
  (secret) => `postgres://u:${secret}@h/db`,
  (secret) => `esdb:/admin:${secret}@host`,
  (secret) => `esdb//admin:${secret}@host`,
  (secret) => `admin:${secret}@host:2113`,
  (secret) => `${secret}@host`,
  (secret) => `${secret}:x@host`,
  (secret) => `esdb://admin:x@host/${secret}`,
);

describe('no part of a password', () => {
  it('is in an address as it is shown, or in a text about one', () => {
    fc.assert(
      fc.property(password, written, form, ({ parts, text }, write, address) => {
        const connectionString = address(write(text));
        const shown = shownAddress(connectionString);
        // Shown once more it is the same, so that nobody need know whether it was.
        expect(withoutSecrets(`${shown} does not answer`)).toBe(`${shown} does not answer`);
        const about = withoutSecrets(`unknown option '${connectionString}'`, [connectionString]);
        for (const one of parts) for (const output of [shown, about]) expect(output).not.toContain(one);
      }),
      { numRuns: 2_000 },
    );
  });

  it('is in a text of which nobody knows what is in it, where it stands before a server', () => {
    const server = fc.constantFrom(
      (secret: string) => `esdb://admin:${secret}@host:2113`,
      (secret: string) => `kurrentdb://:${secret}@host`,
      (secret: string) => `amqp://u:${secret}@h/x?y=z`,
    );
    fc.assert(
      fc.property(password, written, server, ({ parts, text }, write, address) => {
        const output = withoutSecrets(
          `Error: cannot reach ${address(write(text))} now\n    at file:///x/@y/z.js:1:2`,
        );
        for (const one of parts) expect(output).not.toContain(one);
        expect(output).toContain('\n    at file:///x/@y/z.js:1:2');
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['it listens not on admin:Q7A&Q8B://Q9C@host:2113', 'it listens not on …'],
    ['two shown, esdb://…@a:1?tls=true → esdb://…@b', 'two shown, esdb://…@a:1?tls=true → esdb://…@b'],
    ['esdb://db:2113, which is plain, does not answer', 'esdb://db:2113, which is plain, does not answer'],
    ['see https://phananh.example/docs and esdb://u:secret@h now', 'see https://… now'],
    ["not on esdb://admin:se'cret", 'not on esdb://…'],
    ['it begins with esdb:// or esdb+discover://', 'it begins with esdb:// or esdb+discover://'],
    ['none here', 'none here'],
  ])('%s becomes %s', (text, shown) => {
    expect(withoutSecrets(text)).toBe(shown);
  });

  it('is in an error, whoever makes it and whatever it says', () => {
    const error = new StoreUnavailable('esdb://admin:se@cret@host does not answer');
    expect(error.message).toBe('esdb://… does not answer');
    expect(error.stack).not.toContain('cret');
    const plain = 'text: at least 1 character (https://phananh.example/docs)';
    expect(new StoreUnavailable(plain).message).toBe(plain);
    expect(withoutSecrets(plain)).toBe(plain);
  });
});

it.each([
  ['https://id.example/', 'https://id.example/'],
  ['esdb://a:1,b:2//', 'esdb://a:1,b:2//'],
  ['https://u:pass@id.example/', 'https://…@id.example'],
])(
  'the given address %s stands in a text as it was written, where it has nothing to hide',
  (address, shown) => {
    expect(withoutSecrets(`there is no ${address} here`, [address])).toBe(`there is no ${shown} here`);
  },
);
