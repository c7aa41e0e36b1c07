import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { text } from 'node:stream/consumers';

/**
 * Uploads one photo again and again, so many at once, until it is told to end (SIGTERM), and prints what came of it.
 *
 * `node upload-load.ts <url> <at once> <file>`
 */

export interface Uploaded {
  readonly uploads: number;
  readonly failed: number;
  readonly firstError: string | null;
}

const [url = '', atOnce = '', file = ''] = process.argv.slice(2);
const boundary = 'phananh-bench-boundary';
const body = Buffer.concat([
  Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.jpg"\r\ncontent-type: image/jpeg\r\n\r\n`,
  ),
  readFileSync(file),
  Buffer.from(`\r\n--${boundary}--\r\n`),
]);
const agent = new Agent({ keepAlive: true });

const upload = (citizen: string): Promise<{ readonly status: number; readonly said: string }> =>
  new Promise((resolve, reject) => {
    const sent = request(`${url}/v1/attachments`, {
      method: 'POST',
      agent,
      headers: {
        authorization: `Bearer dev:citizen:${citizen}`,
        'content-type': `multipart/form-data; boundary=${boundary}`,
        'content-length': body.length,
      },
    });
    sent.once('error', reject);
    sent.once('response', (answer) => {
      text(answer).then((said) => resolve({ status: answer.statusCode ?? 0, said }), reject);
    });
    sent.end(body);
  });

let isEnding = false;
process.once('SIGTERM', () => {
  isEnding = true;
});
let [uploads, failed] = [0, 0];
let firstError: string | null = null;
const run = async (_: unknown, citizen: number): Promise<void> => {
  while (!isEnding) {
    const { status, said } = await upload(`u-${citizen}`);
    if (status === 201) {
      uploads += 1;
    } else {
      failed += 1;
      firstError ??= said.slice(0, 300);
    }
  }
};
await Promise.all(Array.from({ length: Number(atOnce) }, run));
agent.destroy();
const outcome: Uploaded = { uploads, failed, firstError };
process.stdout.write(JSON.stringify(outcome));
