import { hkdfSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { systemRandom } from '@phananh/core/engine';
import type { HostOptions } from '@phananh/http';
import { newApiKey } from '@phananh/identity';
import { takesEverybodysWord } from '../config/sections/auth.ts';
import type { Settings } from '../config/settings.ts';
import { CliError } from '../process/errors.ts';
import type { OpenedHost } from '../store/open-host.ts';
import { mapOf } from './map-options.ts';
import { identityOf, type SignIn } from './sign-in.ts';

type Shown = Pick<
  OpenedHost,
  'reports' | 'readModels' | 'workflows' | 'operations' | 'timers' | 'subscriptions'
> &
  Pick<HostOptions, 'evidence' | 'transparencyLog'> &
  Pick<SignIn, 'authenticate' | 'bearers'>;

/** The console beside the routes of the API, unless the configuration leaves it out. */
export const pagesOf = async (
  { auth, console, citizens }: Settings,
  { bearers, ...shown }: Shown,
): Promise<Pick<HostOptions, 'extend' | 'frontPage' | 'guestKey'>> => {
  const { identitySecret } = identityOf(auth);
  const guestKey = citizens.signIn === 'optional' ? keyFor('phananh guests', identitySecret) : undefined;
  if (!console.enabled) return { guestKey };
  const { phananhConsole } = await import('@phananh/console');
  const { idleMinutes, totalHours, environment, signIn, labels } = console;
  const map = await mapOf(console.map);
  const path = '/console';
  const { privacyNotice: notice } = citizens;
  return {
    frontPage: path,
    guestKey,
    extend: async (app) => {
      await app.register(phananhConsole, {
        ...shown,
        path,
        map,
        labels,
        sessionKey: keyFor('phananh console session', identitySecret),
        guestKey,
        newKey: () => newApiKey(systemRandom()),
        ...(notice !== undefined && {
          privacyNotice: {
            version: notice.version,
            text: { vi: textIn(notice.vi), en: textIn(notice.en) },
          },
        }),
        session: { idleMinutes, totalHours },
        environment: environment ?? (takesEverybodysWord(auth) ? 'development' : undefined),
        ...(bearers !== undefined && {
          people: {
            bearers,
            issuers: signIn.map(({ clientSecretFile: file, ...issuer }) => ({
              ...issuer,
              ...(file !== undefined && { clientSecret: secretIn(file) }),
            })),
          },
        }),
      });
    },
  };
};

/** The same on every host of one log, and nothing that the secret itself could be told by. Without a secret one of this host alone. */
const keyFor = (what: string, secret: Uint8Array | undefined): Uint8Array =>
  secret === undefined
    ? randomBytes(32)
    : new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), what, 32));

/** @throws {@link CliError} `invalid-config` */
const secretIn = (file: string): string => read('console.signIn', file).trim();

/** @throws {@link CliError} `invalid-config` */
const textIn = (file: string): string => read('citizens.privacyNotice', file);

const read = (setting: string, file: string): string => {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    throw new CliError('invalid-config', `${setting}: ${error instanceof Error ? error.message : error}`);
  }
};
