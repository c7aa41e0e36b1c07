/**
 * A process of its own for each photo: it reads the photo on standard input and writes the copy and the thumbnail on standard output,
 * re-encoded, turned upright, without metadata. What a hostile photo does to it, it does to nothing else.
 */
import { buffer } from 'node:stream/consumers';
import sharp, { type Sharp } from 'sharp';
import type { CopyHead, CopyOrder } from './messages.ts';

const { pixels, copyPixels, thumbnailPixels }: CopyOrder = JSON.parse(process.argv[2] ?? '{}');

// What is no photo of a kind that is taken in is not even looked at by the readers of other kinds.
sharp.block({ operation: ['VipsForeignLoad'] });
sharp.unblock({
  operation: ['VipsForeignLoadJpegBuffer', 'VipsForeignLoadPngBuffer', 'VipsForeignLoadWebpBuffer'],
});
sharp.cache(false);
sharp.concurrency(1);

const photo = await buffer(process.stdin);

/** White below what is transparent: a JPEG has no alpha. Metadata is not written unless it is asked for. */
const shrunk = (from: Buffer, most: number): Sharp =>
  sharp(from, { limitInputPixels: pixels, failOn: 'error', sequentialRead: true })
    .autoOrient()
    .resize({ width: most, height: most, fit: 'inside', withoutEnlargement: true })
    .flatten({ background: '#ffffff' })
    .jpeg({ quality: 82 });

const copy = await shrunk(photo, copyPixels).toBuffer({ resolveWithObject: true });
const thumbnail = await shrunk(copy.data, thumbnailPixels).toBuffer({ resolveWithObject: true });

const made = ({ data, info }: typeof copy) => ({ size: data.length, width: info.width, height: info.height });
const head: CopyHead = { copy: made(copy), thumbnail: made(thumbnail) };
process.stdout.write(Buffer.concat([withLength(JSON.stringify(head)), copy.data, thumbnail.data]));

/** Four bytes that say how long the text is, and the text. */
function withLength(text: string): Buffer {
  const bytes = Buffer.from(text);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}
