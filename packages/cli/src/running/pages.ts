import { randomBytes } from 'node:crypto';
import type { Authenticate, HostOptions } from '@phananh/http';
import { takesEverybodysWord } from '../config/sections/auth.ts';
import type { Settings } from '../config/settings.ts';
import type { OpenedHost } from '../store/open-host.ts';

type Shown = Pick<OpenedHost, 'reports' | 'readModels' | 'workflows'> &
  Pick<HostOptions, 'evidence'> & { readonly authenticate: Authenticate };

/** The console beside the routes of the API, unless the configuration leaves it out. */
export const pagesOf = async (
  { auth, console }: Settings,
  shown: Shown,
): Promise<Pick<HostOptions, 'extend' | 'frontPage'>> => {
  if (!console.enabled) return {};
  const { phananhConsole } = await import('@phananh/console');
  const { idleMinutes, totalHours, environment } = console;
  const path = '/console';
  return {
    frontPage: path,
    extend: async (app) => {
      await app.register(phananhConsole, {
        ...shown,
        path,
        // Of this process alone: who signed in before it was started anew signs in again.
        sessionKey: randomBytes(32),
        session: { idleMinutes, totalHours },
        environment: environment ?? (takesEverybodysWord(auth) ? 'development' : undefined),
      });
    },
  };
};
