import { clockOfHost, confirmClockOfHost, type HostClock } from '../admin/clock-operations.ts';
import { adminSocketPath } from '../admin/socket-path.ts';
import type { StorePlace } from '../store/store-address.ts';
import { type Finding, failure } from './finding.ts';
import { checkClock } from './machine.ts';

const what = 'clock';

/** The clock of this machine, and whether the host that runs here relies on it. */
export const checkClocks = async (
  place: StorePlace,
  { confirm }: { readonly confirm: boolean },
): Promise<Finding> => {
  const machine = checkClock();
  try {
    const socket = adminSocketPath(place);
    const ask = confirm ? confirmClockOfHost : clockOfHost;
    const host = socket === undefined ? undefined : await ask(socket);
    if (host !== undefined)
      return confirm ? confirmed(host) : machine.state === 'bad' ? machine : ofHost(host);
    if (!confirm) return machine;
    const todo =
      'Start it, or check --store and the user: it is reached from its own machine by its own user.';
    return {
      what,
      state: 'bad',
      found: `no host that could be told listens on ${socket ?? 'a socket of this store'}`,
      todo,
    };
  } catch (error) {
    return failure(what, error);
  }
};

const confirmed = ({ now }: HostClock): Finding => ({
  what,
  state: 'good',
  found: `${now}, confirmed: the running host relies on it`,
});

const ofHost = ({ now, clock }: HostClock): Finding => {
  if (clock.state === 'sure') return { what, state: 'good', found: `${now}, the running host relies on it` };
  const minutes = Math.round(Math.abs(clock.milliseconds) / 60_000);
  const where =
    clock.reason === 'behind-log'
      ? `${minutes} minutes behind the log`
      : `${minutes} minutes ${clock.milliseconds > 0 ? 'ahead of' : 'behind'} where it should be`;
  const todo = 'Set the clock and keep it set by NTP; where it is right, phananh doctor --confirm-clock.';
  return clock.state === 'unsure'
    ? { what, state: 'bad', found: `${where}: the running host refuses commands`, todo }
    : { what, state: 'warning', found: `it was ${where}: timers of the running host wait`, todo };
};
