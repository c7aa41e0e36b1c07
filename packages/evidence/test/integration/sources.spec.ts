import { execFileSync } from 'node:child_process';
import type { LookupAddress } from 'node:dns';
import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { join } from 'node:path';
import { temporaryFiles } from '@phananh/test-support/temporary';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type FetchOptions, fetchSource, fileAt, fileIn } from '../../src/index.ts';

const all = async (parts: AsyncIterable<Uint8Array>): Promise<string> =>
  Buffer.concat(await Array.fromAsync(parts)).toString();

/** A server on this machine, which a test has to name, and what it was asked. */
const serving = async (answer: (request: IncomingMessage, response: ServerResponse) => void) => {
  const asked: IncomingMessage[] = [];
  const server = createServer((request, response) => {
    asked.push(request);
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  return { url: `http://127.0.0.1:${port}`, port, asked };
};

const here: FetchOptions = { http: true, networks: ['127.0.0.1/32'] };
const refused = (why: RegExp) =>
  expect.objectContaining({ code: 'photo-not-fetched', message: expect.stringMatching(why) });

/** A resolver that says what the test says, one answer after another. */
const names = (...answers: readonly (readonly string[])[]) => {
  let asked = 0;
  const resolve = ((_: string, __: unknown, done: (error: null, addresses: LookupAddress[]) => void) => {
    const addresses = answers[Math.min(asked, answers.length - 1)] ?? [];
    asked += 1;
    done(
      null,
      addresses.map((address) => ({ address, family: address.includes(':') ? 6 : 4 })),
    );
    // The type is that of `dns.lookup` with all its forms, of which one is called.
  }) as unknown as NonNullable<FetchOptions['resolve']>;
  return { resolve, asked: () => asked };
};

describe('an address', () => {
  it('is fetched from, with nothing that says who asks', async () => {
    const { url, asked } = await serving((_, response) => response.end('a photo'));
    expect(await all(fetchSource(`${url}/a.jpg`, here))).toBe('a photo');
    expect(Object.keys(asked[0]?.headers ?? {}).sort()).toEqual([
      'accept',
      'accept-encoding',
      'connection',
      'host',
      'user-agent',
    ]);
  });

  it.each([
    ['file:///etc/passwd', /https/],
    ['ftp://example.org/a.jpg', /https/],
    ['data:image/png;base64,AAAA', /https/],
    ['http://example.org/a.jpg', /https only/],
    ['https://user:secret@example.org/a.jpg', /name or password/],
    ['a.jpg', /no address/],
    ['https://127.0.0.1/', /everybody can reach/],
    ['https://[::1]/', /everybody can reach/],
    ['https://[::ffff:127.0.0.1]/', /everybody can reach/],
    ['https://169.254.169.254/latest/meta-data/', /everybody can reach/],
    ['https://2130706433/', /everybody can reach/],
    ['https://0x7f.1/', /everybody can reach/],
    ['https://0177.0.0.1/', /everybody can reach/],
    ['https://127。0。0。1/', /everybody can reach/],
    ['https://localhost/', /everybody can reach/],
    ['https://LOCALHOST./', /everybody can reach|cannot be had/],
  ])('%s is refused, and nobody is asked', async (address, why) => {
    await expect(all(fetchSource(address))).rejects.toEqual(refused(why));
  });

  it('is refused when one of the addresses of its name is not public, and asked for once', async () => {
    const { port, asked: requests } = await serving((_, response) => response.end('secret'));
    for (const addresses of [['127.0.0.1'], ['8.8.8.8', '127.0.0.1'], ['::ffff:127.0.0.1'], []]) {
      const { resolve, asked } = names(addresses);
      await expect(
        all(fetchSource(`http://photos.example:${port}/`, { http: true, resolve })),
      ).rejects.toEqual(refused(/everybody can reach/));
      expect(asked()).toBe(1);
    }
    expect(requests).toHaveLength(0);
  });

  it('is connected to where its name led when it was looked at, whatever it leads to later', async () => {
    const { port } = await serving((_, response) => response.end('a photo'));
    const { resolve, asked } = names(['127.0.0.1'], ['10.0.0.1']);
    expect(await all(fetchSource(`http://photos.example:${port}/`, { ...here, resolve }))).toBe('a photo');
    expect(asked()).toBe(1);
  });

  it('may send on to another one, which is looked at as the first', async () => {
    const { url } = await serving(({ url: path }, response) => {
      const [, to] = /^\/to\?(.*)$/.exec(path ?? '') ?? [];
      if (to === undefined) response.end('a photo');
      else response.writeHead(302, { location: decodeURIComponent(to) }).end();
    });
    const sentTo = (...to: readonly string[]): string =>
      to.reduceRight((last, one) => `${one}/to?${encodeURIComponent(last)}`);
    const fetched = (address: string) => all(fetchSource(address, here));
    expect(await fetched(sentTo(url, '/a.jpg'))).toBe('a photo');
    expect(await fetched(sentTo(url, url, url, '/a.jpg'))).toBe('a photo');
    await expect(fetched(sentTo(url, url, url, url, '/a.jpg'))).rejects.toEqual(refused(/more than 3 times/));
    for (const to of ['http://169.254.169.254/', 'http://[::1]/', 'http://127.0.0.2/'])
      await expect(fetched(sentTo(url, to))).rejects.toEqual(refused(/everybody can reach/));
    for (const to of ['file:///etc/passwd', 'ftp://x/'])
      await expect(fetched(sentTo(url, to))).rejects.toEqual(refused(/over https/));
  });

  it.each<readonly [string, (response: ServerResponse) => void, RegExp]>([
    ['says that there is nothing', (response) => response.writeHead(404).end(), /answers 404/],
    ['sends on to nowhere', (response) => response.writeHead(302).end(), /answers 302/],
    [
      'compresses',
      (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end('x'),
      /compressed/,
    ],
    [
      'breaks off',
      (response) => {
        response.writeHead(200, { 'content-length': '100' });
        response.write('x', () => response.destroy());
      },
      /cannot be had|cut off/,
    ],
    ['says nothing', () => {}, /does not answer/],
    [
      'has a head without an end',
      (response) => response.writeHead(200, { 'x-long': 'x'.repeat(20_000) }).end(),
      /cannot be had/,
    ],
  ])('that %s is told as such', async (_, answer, why) => {
    const { url } = await serving((__, response) => answer(response));
    await expect(all(fetchSource(url, { ...here, headersMilliseconds: 300 }))).rejects.toEqual(refused(why));
  });

  it('that goes on for ever is read no further than somebody takes it', async () => {
    const { url } = await serving((_, response) => {
      response.writeHead(200);
      const write = (): void => {
        while (response.write('x'.repeat(65_536)));
        response.once('drain', write);
      };
      write();
    });
    let taken = 0;
    for await (const bytes of fetchSource(url, here)) {
      taken += bytes.length;
      if (taken > 1_000_000) break;
    }
    expect(taken).toBeLessThan(1_200_000);
  });
});

describe('a file', () => {
  it('is read from its folder, and nothing outside of it', async () => {
    const root = temporaryFiles()();
    const folder = join(root, 'photos');
    await mkdir(join(folder, 'inner'), { recursive: true });
    await writeFile(join(root, 'secret.jpg'), 'secret');
    await writeFile(join(folder, 'a.jpg'), 'a photo');
    await writeFile(join(folder, 'inner', 'b.jpg'), 'another');
    await symlink(join(root, 'secret.jpg'), join(folder, 'link.jpg'));
    await symlink(root, join(folder, 'out'));
    await mkdir(join(root, 'photos-of-others'));
    await writeFile(join(root, 'photos-of-others', 'c.jpg'), 'secret');
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    expect(await all(fileIn(folder, 'a.jpg'))).toBe('a photo');
    expect(await all(fileIn(folder, './inner/../inner/b.jpg'))).toBe('another');
    for (const name of [
      '../secret.jpg',
      'link.jpg',
      'out/secret.jpg',
      '../photos-of-others/c.jpg',
      '/etc/passwd',
      'nothing.jpg',
      'a.jpg\0',
      'inner',
      'pipe',
      '',
      '.',
    ])
      await expect(all(fileIn(folder, name)), name).rejects.toMatchObject({ code: 'photo-not-fetched' });
    await expect(all(fileAt(join(folder, 'nothing.jpg')))).rejects.toMatchObject({
      code: 'photo-not-fetched',
    });
  });
});
