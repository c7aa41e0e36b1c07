import type { Reports } from '@phananh/core';
import type { AnyCommandHandler } from '@phananh/core/engine';
import type { RunningWorkflow } from '@phananh/core/read-models';
import { policyOfLog } from '@phananh/core/reports';
import { demandIdentitySecret } from '@phananh/identity';
import { destroysKeys, runningWorkflows, withKeys } from '@phananh/sqlite';
import { osUser } from '../process/os-user.ts';
import { withIdentity, withIdentityFor } from '../store/identity.ts';
import { sealingOf } from '../store/key-places.ts';
import { closing, openForWriting } from '../store/open-store.ts';
import { openReports } from '../store/policy-of-place.ts';
import type { StorePlace } from '../store/store-address.ts';
import { giveCommand, giveThroughHost } from './command-operations.ts';
import type { Giver } from './giver.ts';
import { holdOrAsk } from './hold-or-ask.ts';
import { type RemoteOptions, remoteHost } from './through-url.ts';

/**
 * Opens a way to give commands to a place: a host by its address, or the store itself, or the host on this machine that holds it.
 */
export const withGiver = async <Answer>(
  options: StorePlace & RemoteOptions,
  use: (giver: Giver) => Promise<Answer>,
): Promise<Answer> => {
  const giver = openGiver(options, options);
  try {
    return await use(giver);
  } finally {
    await giver.close();
  }
};

/** As {@link withGiver}, for who closes it. */
export const openGiver = (place: StorePlace, remote: RemoteOptions): Giver =>
  remote.url === undefined ? localGiver(place) : remoteHost(remote, pathsOf(place));

/** Where the workflows of a place are over HTTP. */
export const pathsOf = (place: StorePlace): { readonly [workflow: string]: string } => ({
  report: '/reports',
  agency: '/agencies',
  ...Object.fromEntries(withIdentity(place.workflows).map(({ workflow, path }) => [workflow.name, path])),
});

const localGiver = (place: StorePlace): Giver => {
  let held: Promise<OpenHandlers> | undefined;
  const hold = async (): Promise<readonly AnyCommandHandler[]> => {
    held ??= openHandlers(place);
    try {
      return (await held).handlers;
    } catch (error) {
      held = undefined;
      throw error;
    }
  };
  return {
    give: (asked) =>
      holdOrAsk(place, {
        hold: async () => giveCommand(await hold(), asked, osUser().id),
        ask: (socket) => giveThroughHost(socket, asked),
      }),
    close: async () => {
      await (await held)?.close();
    },
  };
};

export interface OpenHandlers {
  readonly handlers: readonly AnyCommandHandler[];
  readonly reports: Reports;
  /** Those beside reports. */
  readonly others: readonly RunningWorkflow[];
  close(): Promise<void>;
}

/** The handlers of every workflow of a place, over its store, which nobody else writes to meanwhile. */
export const openHandlers = async (place: StorePlace): Promise<OpenHandlers> => {
  const store = await openForWriting(place);
  const { policy } = await policyOfLog(store).catch(closing(store));
  const reports = openReports(store, policy);
  const { clock } = reports.handler;
  // What is given with another secret would be for people whom no host finds.
  if (place.identitySecret !== undefined)
    await demandIdentitySecret(store, place.identitySecret, { clock }).catch(closing(store));
  const hasKeys = await destroysKeys(store, sealingOf(place)).catch(closing(store));
  const others = runningWorkflows(withKeys(withIdentityFor(place), hasKeys), { reports, clock });
  const handlers = [reports.handler, reports.agencies.handler, ...others.map(({ handler }) => handler)];
  return { handlers, reports, others, close: () => store.close() };
};
