import { z } from 'zod';
import { filePath, readModelsFile, secretFile, storeAddress } from './kinds.ts';
import { accessLog } from './sections/access-log.ts';
import { auth, authContradictions } from './sections/auth.ts';
import { citizens } from './sections/citizens.ts';
import { console, consoleContradictions } from './sections/console.ts';
import { cors } from './sections/cors.ts';
import { evidence } from './sections/evidence.ts';
import { limits } from './sections/limits.ts';
import { listen } from './sections/listen.ts';
import { log } from './sections/log.ts';
import { overload, timeouts } from './sections/overload.ts';
import { personal } from './sections/personal.ts';
import { proxies } from './sections/proxies.ts';
import { rateLimits } from './sections/rate-limits.ts';
import { transparency } from './sections/transparency.ts';

/**
 * Everything that can be configured. A part with several settings is a file of `sections` and a line here: its defaults, its
 * variables in the environment and its page of the reference follow from it.
 */
export const Settings = z.strictObject({
  $schema: z.string().optional().describe('where an editor finds the schema of this file'),
  store: storeAddress('where the events are: sqlite:<file>, esdb://… or kurrentdb://…'),
  storeFile: secretFile('a file with the address of the store, where a password stands in it').optional(),
  readModels: readModelsFile(
    'the lists and figures that are computed from them; default beside an SQLite store, in ./data for a server',
  ),
  workflows: filePath(
    'workflows beside reports: an ES module whose default export lists them; default that of "phananh": { "workflows" } in package.json',
  ).optional(),
  policy: filePath('the terms and clocks as JSON; default those that the log is written under').optional(),
  calendars: z
    .array(filePath('a calendar file'))
    .optional()
    .describe(
      'calendar files: of agencies, or another version of a calendar; the newest one of an id is in force',
    ),
  timers: z.boolean().default(true).describe('fires timers; false where another host over the same log does'),
  listen,
  log,
  auth,
  limits,
  evidence,
  personal,
  accessLog,
  transparency,
  rateLimits,
  overload,
  timeouts,
  proxies,
  cors,
  citizens,
  console,
});

export type Settings = z.output<typeof Settings>;

/** What no single setting shows to be wrong: a line for each, `<setting> …`. A section has its own where it needs one. */
export const contradictions: readonly ((settings: Settings) => readonly string[])[] = [
  authContradictions,
  consoleContradictions,
];

/** Settings that have an option of the command, by their place. The others stand in the file or in the environment. */
export const flags = {
  store: '--store <address>',
  readModels: '--read-models <file>',
  workflows: '--workflows <module>',
  policy: '--policy <file>',
  calendars: '--calendars <files...>',
  timers: '--no-timers',
  'listen.port': '--port <number>',
  'listen.host': '--host <address>',
  'log.level': '--log-level <level>',
  'auth.mode': '--auth <how>',
} as const;

export type Flagged = keyof typeof flags;
