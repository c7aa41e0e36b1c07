import type { Clock } from '@phananh/core';
import { type ClockState, isClockGuard } from '@phananh/core/engine';
import type { AdminOperations } from './admin-socket.ts';
import { askHost } from './ask-host.ts';

/** What a host says of its clock. */
export interface HostClock {
  readonly now: string;
  readonly clock: ClockState;
}

const route = { read: '/clock', confirm: '/clock/confirm' } as const;

/** @param onConfirmed told what the clock was thought to be before */
export const clockOperations = (clock: Clock, onConfirmed: (before: HostClock) => void): AdminOperations => {
  if (!isClockGuard(clock)) return {};
  const read = (): HostClock => ({ now: clock.now(), clock: clock.state() });
  return {
    [`GET ${route.read}`]: read,
    [`POST ${route.confirm}`]: () => {
      const before = read();
      clock.confirm();
      onConfirmed(before);
      return read();
    },
  };
};

/** The clock of the host that listens on a socket; undefined when none does. */
export const clockOfHost = async (socket: string): Promise<HostClock | undefined> =>
  // What the operations above answer.
  (await askHost(socket, 'GET', route.read)) as HostClock | undefined;

export const confirmClockOfHost = async (socket: string): Promise<HostClock | undefined> =>
  // The same.
  (await askHost(socket, 'POST', route.confirm)) as HostClock | undefined;
