import type { AnyHostedWorkflow } from '@phananh/core/read-models';
import { huePolicy } from '@phananh/core/reports';
import { createHost, developmentAuth } from '@phananh/http';
import { onTestFinished } from 'vitest';
import { openHost } from '../../src/store/open-host.ts';
import { parseStoreAddress } from '../../src/store/store-address.ts';

/** A host in this process over a store that is elsewhere, asked without a socket. It ends with its test. */
export const hosted = async (
  address: string,
  readModels: string,
  workflows: readonly AnyHostedWorkflow[] = [],
) => {
  const place = { store: parseStoreAddress(address), readModels, workflows };
  const running = await openHost(place, { policy: huePolicy, timers: false, onError: () => {} });
  const { app, close } = await createHost({
    ...running,
    authenticate: developmentAuth({ workflows }),
    log: { level: 'silent' },
  });
  onTestFinished(close);
  /** @param key of a command: the same for a repeat */
  const ask = async (method: 'GET' | 'POST', url: string, as: string, payload?: object, key?: string) => {
    const headers = {
      authorization: `Bearer dev:${as}`,
      ...(key !== undefined && { 'idempotency-key': key }),
    };
    const { statusCode, body } = await app.inject({ method, url, headers, ...(payload && { payload }) });
    return { status: statusCode, body: JSON.parse(body) };
  };
  return { ask, close, readModels: running.readModels };
};
