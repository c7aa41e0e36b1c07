import { hkdfSync, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { HostOptions } from '@phananh/http';
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
  { auth, console }: Settings,
  { bearers, ...shown }: Shown,
): Promise<Pick<HostOptions, 'extend' | 'frontPage'>> => {
  if (!console.enabled) return {};
  const { phananhConsole } = await import('@phananh/console');
  const { idleMinutes, totalHours, environment, signIn } = console;
  const map = await mapOf(console.map);
  const { identitySecret } = identityOf(auth);
  const path = '/console';
  return {
    frontPage: path,
    extend: async (app) => {
      await app.register(phananhConsole, {
        ...shown,
        path,
        map,
        sessionKey: identitySecret === undefined ? randomBytes(32) : keyOfSessions(identitySecret),
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

/** The same on every host of one log, and nothing that the secret itself could be told by. */
const keyOfSessions = (secret: Uint8Array): Uint8Array =>
  new Uint8Array(hkdfSync('sha256', secret, new Uint8Array(), 'phananh console session', 32));

/** @throws {@link CliError} `invalid-config` */
const secretIn = (file: string): string => {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    throw new CliError('invalid-config', `console.signIn: ${error instanceof Error ? error.message : error}`);
  }
};
