import type { Clock } from '@phananh/core';
import type { Authenticate } from '@phananh/http';
import { type ApiKeySource, apiKeyAuth, type LastUse, lastUseInFile } from '@phananh/identity';
import { say } from '../output/output.ts';
import { lastUsePath } from '../store/last-use-path.ts';
import type { OpenedHost } from '../store/open-store.ts';
import type { StorePlace } from '../store/store-address.ts';

/** Lets machines in beside people, by the keys that stand in the log of a host. */
export const machinesBeside = (
  people: Authenticate,
  { reports, workflows }: Pick<OpenedHost, 'reports' | 'workflows'>,
  place: StorePlace,
): { readonly authenticate: Authenticate; readonly lastUse: LastUse } => {
  const { clock } = reports.handler;
  const lastUse = lastUseIn(lastUsePath(place), clock);
  return { authenticate: apiKeyAuth({ keys: keysOf(workflows), people, lastUse }), lastUse };
};

const keysOf = (workflows: OpenedHost['workflows']): ApiKeySource => {
  const keys = workflows.find(({ hosted }) => hosted.workflow.name === 'apiKey')?.handler;
  if (keys === undefined) throw new TypeError('a host that has no keys');
  return keys;
};

const lastUseIn = (path: string, clock: Clock): LastUse => {
  let isSaid = false;
  return lastUseInFile(path, {
    clock,
    // Keys let in as ever; once is enough to be told.
    onError: (error) => {
      if (!isSaid)
        say(`when keys were last used is not kept: ${error instanceof Error ? error.message : error}`);
      isSaid = true;
    },
  });
};
