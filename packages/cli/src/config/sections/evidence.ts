import { z } from 'zod';
import { filePath } from '../kinds.ts';

const mebibyte = 1024 * 1024;

const bucket = z.strictObject({
  bucket: z.string().min(1).describe('the bucket'),
  prefix: z.string().default('').describe('what stands before each name'),
  endpoint: z
    .url({ protocol: /^https?$/, error: 'is not the address of a server, https://…' })
    .optional()
    .describe("a server that is not Amazon's"),
  region: z.string().default('us-east-1').describe('its region'),
});

/** As `defaultLimits` of `@phananh/evidence` has them, which would load an image library here. */
export const evidence = z
  .strictObject({
    folder: filePath(
      'where photos and videos lie, encrypted, and where those on their way are written; default beside the store, `.evidence`',
    ).optional(),
    keys: filePath(
      'the SQLite file of the keys of citizens and reports; default beside the store, `.keys.db`. Never in the folder of a backup of the log',
    ).optional(),
    keyEncryptionKey: filePath(
      'a file with the key that encrypts those keys, 32 bytes; made with the first key; default beside the store, `.key`',
    ).optional(),
    lostKeys: z
      .boolean()
      .default(false)
      .describe(
        'begins new keys though those of the log are lost; what was encrypted under them stays unreadable. Without it such a host does not start',
      ),
    keyFolder: filePath(
      'in place of `evidence.keys`: a folder that several hosts share, with a file for each citizen and report. Of a file system that knows hard links and takes no snapshots',
    ).optional(),
    keyBucket: bucket
      .optional()
      .describe(
        'in place of `evidence.keys`: keys lie in a bucket that several hosts share. It keeps no versions and never did, and its server knows conditional writes. Needs `npm install @aws-sdk/client-s3`',
      ),
    s3: bucket
      .optional()
      .describe(
        'photos and videos lie in a bucket instead of the folder; who may, the AWS SDK finds: AWS_ACCESS_KEY_ID, a profile, a role. Needs `npm install @aws-sdk/client-s3`',
      ),
    copies: z
      .boolean()
      .default(true)
      .describe('makes the public copies; false where another host over the same log does'),
    converter: z
      .strictObject({
        command: z.string().min(1).describe('a program, such as /usr/bin/heif-convert'),
        args: z.array(z.string()).default(['{in}', '{out}']).describe('{in} and {out} stand for the files'),
      })
      .optional()
      .describe('makes JPEGs of HEIC photos; without it they have no public copy'),
    fetchNetworks: z
      .array(z.union([z.cidrv4(), z.cidrv6()], { error: 'is not a network such as 10.1.0.0/16' }))
      .default([])
      .describe(
        'networks of your own that imports fetch photos from; by default only from hosts that everybody can reach',
      ),
    photoBytes: z
      .int()
      .min(1024)
      .default(25 * mebibyte)
      .describe('most bytes of a photo'),
    videoBytes: z
      .int()
      .min(1024)
      .default(200 * mebibyte)
      .describe('most bytes of a video'),
    photoPixels: z.int().min(1).default(64_000_000).describe('most pixels of a photo'),
    videoSeconds: z.int().min(1).default(180).describe('longest video'),
    bytesPerSecond: z.int().min(0).default(4096).describe('slower uploads are cut off'),
    uploadSeconds: z.int().min(1).default(900).describe('how long an upload may take in all'),
    uploads: z.int().min(1).default(64).describe('most uploads at once, of all'),
    uploadsOfOne: z.int().min(1).default(4).describe('most uploads at once, of one actor'),
  })
  .prefault({})
  .describe('Photos and videos.');
