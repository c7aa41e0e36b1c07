import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { readJsonFile } from '../config/json-file.ts';
import { CliError } from '../process/errors.ts';

/** A file of a backup, by its path in the folder, with slashes. */
const CopiedFile = z.object({
  path: z.string().refine((path) => !path.startsWith('/') && !path.split('/').includes('..')),
  bytes: z.int().min(0),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});

export type CopiedFile = z.infer<typeof CopiedFile>;

/** A photo, a video or a copy of one that a backup should have, and has not as it was stored. */
const EvidenceFault = z.object({
  /** The SHA-256 of its stored bytes. */
  id: z.string(),
  fault: z.enum(['missing', 'altered']),
});

export type EvidenceFault = z.infer<typeof EvidenceFault>;

const Manifest = z.object({
  format: z.literal('phananh backup'),
  version: z.literal(1),
  takenAt: z.iso.datetime(),
  /** Absent in a backup of keys. */
  log: CopiedFile.extend({ events: z.int(), streams: z.int(), position: z.int() }).optional(),
  evidence: z.array(CopiedFile),
  /** Files of the transparency log, by their paths below its folder. Earlier versions left them out. */
  transparency: z.array(CopiedFile).default([]),
  /** What was missing or altered where it was taken from. Earlier versions did not look. */
  evidenceFaults: z.array(EvidenceFault).default([]),
  /** Files of keys, with the setting that names each. */
  keys: z.array(CopiedFile.extend({ setting: z.string() })),
});

/** What a backup has, with the digest of each file. It is written last: a folder without it is no backup. */
export type Manifest = z.infer<typeof Manifest>;

export const manifestName = 'backup.json';

/** @throws {@link CliError} `backup-unfinished`, `backup-damaged` */
export const readManifest = (folder: string): Manifest => {
  const path = join(folder, manifestName);
  if (!existsSync(path))
    throw new CliError('backup-unfinished', `${folder} has no ${manifestName}: it was not finished`);
  try {
    return Manifest.parse(readJsonFile(path, 'backup-damaged'));
  } catch (cause) {
    throw new CliError('backup-damaged', `${path} does not say what a backup has`, { cause });
  }
};
