import { request } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { inTemporaryDirectory } from '@phananh/test-support/temporary';
import { expect, it } from 'vitest';
import { listenOnAdminSocket } from '../../src/admin/admin-socket.ts';

const asked = (socketPath: string, chunks: Iterable<string>): Promise<{ status?: number; said: string }> =>
  new Promise((resolve, reject) => {
    const asking = request({ socketPath, method: 'POST', path: '/echo' }, async (response) =>
      resolve({ status: response.statusCode ?? 0, said: await text(response) }),
    );
    asking.on('error', reject);
    for (const chunk of chunks) asking.write(chunk);
    asking.end();
  });

it('who asks over the socket wrongly is told so, in words and not by a stack, and too much is not kept', async () => {
  const path = join(inTemporaryDirectory(), 'a.sock');
  let done = 0;
  const socket = await listenOnAdminSocket(path, {
    'POST /echo': (body) => {
      done += 1;
      return { body };
    },
  });
  expect(await asked(path, ['{"a":1}'])).toEqual({ status: 200, said: '{"body":{"a":1}}' });
  expect(await asked(path, [])).toEqual({ status: 200, said: '{}' });
  const bad = await asked(path, ['{"a":']);
  expect(bad).toEqual({ status: 400, said: expect.stringContaining('malformed-json') });
  expect(bad.said).not.toContain(' at ');
  const mebibyte = ' '.repeat(1024 * 1024);
  const long = await asked(path, Array(66).fill(mebibyte));
  expect(long).toEqual({ status: 413, said: expect.stringContaining('body-too-large') });
  expect(done).toBe(2);
  await socket.close();
});
