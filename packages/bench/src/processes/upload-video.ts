import { request } from 'node:http';
import { Readable } from 'node:stream';
import { text } from 'node:stream/consumers';

/**
 * Uploads one video of so many bytes, made while it is sent, and fails when it is not taken in.
 *
 * `node upload-video.ts <url> <bytes>`
 */

const [url = '', bytes = ''] = process.argv.slice(2);
const boundary = 'phananh-bench-boundary';

const box = (type: string, body: Buffer): Buffer => {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8, 0);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};

/** ISO/IEC 14496-12: what it is, that it lasts ten seconds, and the head of the pictures, which are zeros. */
const headOf = (pictures: number): Buffer => {
  const header = Buffer.alloc(100);
  header.writeUInt32BE(1_000, 12);
  header.writeUInt32BE(10_000, 16);
  const shown = Buffer.alloc(16);
  shown.writeUInt32BE(1, 0);
  shown.write('mdat', 4, 'latin1');
  shown.writeBigUInt64BE(BigInt(pictures + 16), 8);
  const kind = box('ftyp', Buffer.from('isom\0\0\u0002\0isomiso2mp41', 'latin1'));
  return Buffer.concat([kind, box('moov', box('mvhd', header)), shown]);
};

function* form(pictures: number): Generator<Buffer, void> {
  yield Buffer.from(
    `--${boundary}\r\ncontent-disposition: form-data; name="file"; filename="a.mp4"\r\ncontent-type: video/mp4\r\n\r\n`,
  );
  yield headOf(pictures);
  const part = Buffer.alloc(64 * 1024);
  for (let left = pictures; left > 0; left -= part.length) yield part.subarray(0, left);
  yield Buffer.from(`\r\n--${boundary}--\r\n`);
}

const sent = request(`${url}/v1/attachments`, {
  method: 'POST',
  headers: {
    authorization: 'Bearer dev:citizen:c-1',
    'content-type': `multipart/form-data; boundary=${boundary}`,
  },
});
sent.once('response', async (answer) => {
  const said = await text(answer);
  if (answer.statusCode === 201) return;
  process.stderr.write(`${answer.statusCode}: ${said.slice(0, 300)}\n`);
  process.exitCode = 1;
});
Readable.from(form(Number(bytes))).pipe(sent);
