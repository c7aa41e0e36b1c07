import { ClockUnsure } from '../base/errors.ts';
import type { Position } from '../base/places.ts';
import { type Clock, epochOf, type Instant, instantOf } from '../base/time.ts';

/** The two clocks of a machine, in milliseconds. */
export interface MachineClocks {
  /** Since the Unix epoch. It jumps when somebody, or NTP, sets it. */
  readonly wall: () => number;
  /** Since some moment. Nobody can set it; it may stand still while the machine sleeps. Absent: only a clock behind the log is noticed. */
  readonly monotonic?: (() => number) | undefined;
}

/** Whether the clock is relied on. */
export type ClockState =
  | { readonly state: 'sure' }
  /** Commands are decided again; timers wait whether the clock stays as it is. */
  | { readonly state: 'timers-wait'; readonly reason: ClockDoubt; readonly milliseconds: number }
  /** Commands are refused. */
  | {
      readonly state: 'unsure';
      readonly reason: ClockDoubt;
      /** How far the clock is from the expected time; below 0 when it is behind. */
      readonly milliseconds: number;
      readonly retryAfterMilliseconds: number;
    };

/** `behind-log`: the log has a later time already. `jumped`: the clock moved by another time than the monotonic clock. */
export type ClockDoubt = 'behind-log' | 'jumped';

/** A clock that knows when it cannot be relied on. */
export interface ClockGuard extends Clock {
  readonly demandSure: () => void;
  readonly due: () => Instant | undefined;
  readonly recorded: (at: Instant, position?: Position) => void;
  readonly state: () => ClockState;
  /** An operator has checked the clock of the machine: its time counts from now on, whatever the log says. */
  readonly confirm: () => void;
}

/** How far a clock may move without doubt: NTP sets clocks by less than this every day. */
export const clockToleranceMilliseconds = 5 * 60_000;

/** How long commands are refused after a jump. A clock that shows the new time for so long is relied on again. */
const commandsWaitMilliseconds = 60_000;

/** How long timers wait after a jump: what they write cannot be taken back, and nobody becomes late when they fire later. */
const timersWaitMilliseconds = 10 * 60_000;

/** What both clocks showed when the clock was relied on. */
interface Anchor {
  readonly wall: number;
  readonly monotonic: number;
}

interface Jump {
  readonly since: number;
  readonly milliseconds: number;
}

/**
 * Guards the clock of a machine. A clock that is set forward for a few seconds would make timely work late for ever, because no
 * event happens before the one before it; one that is set back would have the log run backwards.
 *
 * It never says less than the log's last time. More than five minutes behind that, commands are refused until somebody
 * confirms the clock or the log's time is passed. More than five minutes away from what has passed on the monotonic clock,
 * commands are refused for a minute and timers wait ten, or until it is confirmed; what stands then is the time. A log that is merely old is no
 * jump. While it is not sure, it goes on from where it was.
 */
export const clockGuard = ({ wall, monotonic }: MachineClocks): ClockGuard => {
  /** Both clocks now. Without a monotonic clock every move of the wall clock counts as time that passed. */
  const seen = (): Anchor => {
    const at = wall();
    return { wall: at, monotonic: monotonic?.() ?? at };
  };
  let anchor: Anchor | undefined;
  let jump: Jump | undefined;
  /** The latest time in the log. */
  let last = Number.NEGATIVE_INFINITY;
  let passed: Position = 0;
  let isConfirmed = false;

  const watch = (now: Anchor): { readonly expected: number; readonly waited: number } => {
    anchor ??= now;
    const expected = anchor.wall + (now.monotonic - anchor.monotonic);
    const away = now.wall - expected;
    if (Math.abs(away) <= clockToleranceMilliseconds) {
      jump = undefined;
      // After a minute without a jump the anchor moves on: clocks drift, and NTP sets them right slowly.
      if (now.monotonic - anchor.monotonic >= commandsWaitMilliseconds) anchor = now;
    } else if (jump === undefined || Math.abs(away - jump.milliseconds) > clockToleranceMilliseconds)
      jump = { since: now.monotonic, milliseconds: away };
    const waited = jump === undefined ? 0 : now.monotonic - jump.since;
    if (jump !== undefined && waited >= timersWaitMilliseconds) {
      jump = undefined;
      anchor = now;
    }
    return { expected, waited };
  };

  /** The time to go by, and whether it can be relied on. */
  const look = (): { readonly time: number; readonly state: ClockState } => {
    const now = seen();
    const { expected, waited } = watch(now);
    const isSettling = jump !== undefined && waited < commandsWaitMilliseconds;
    const time = Math.max(isSettling ? Math.round(expected) : now.wall, last);
    if (now.wall < last - clockToleranceMilliseconds) {
      const milliseconds = now.wall - last;
      const retryAfterMilliseconds = Math.min(-milliseconds, commandsWaitMilliseconds);
      return { time, state: { state: 'unsure', reason: 'behind-log', milliseconds, retryAfterMilliseconds } };
    }
    if (jump === undefined) return { time, state: sure };
    const { milliseconds } = jump;
    if (!isSettling) return { time, state: { state: 'timers-wait', reason: 'jumped', milliseconds } };
    const retryAfterMilliseconds = commandsWaitMilliseconds - waited;
    return { time, state: { state: 'unsure', reason: 'jumped', milliseconds, retryAfterMilliseconds } };
  };

  return {
    now: () => instantOf(look().time),
    state: () => look().state,
    demandSure: () => {
      const { state } = look();
      if (state.state === 'unsure') throw unsure(state);
    },
    due: () => {
      const { time, state } = look();
      return state.state === 'sure' ? instantOf(time) : undefined;
    },
    recorded: (at, position) => {
      if (position !== undefined && position <= passed) return;
      passed = position ?? passed;
      const time = epochOf(at);
      // After an operator confirmed the clock, a time in the log far ahead of it was recorded by the wrong clock.
      if (isConfirmed && time > wall() + clockToleranceMilliseconds) return;
      if (time > last) last = time;
    },
    confirm: () => {
      const now = seen();
      anchor = now;
      jump = undefined;
      if (now.wall >= last - clockToleranceMilliseconds) return;
      last = now.wall;
      isConfirmed = true;
    },
  };
};

/** Whether a clock is a guard. */
export const isClockGuard = (clock: Clock): clock is ClockGuard => 'confirm' in clock && 'state' in clock;

/**
 * A clock that somebody made, guarded; one that guards itself is given back. Against the log always: it never says less than the log's last time, and nothing is
 * decided while it is far behind that. Against jumps by itself only when it has a `monotonic`. What it says of itself goes on to hold.
 */
export const guarded = (clock: Clock): ClockGuard => {
  if (isClockGuard(clock)) return clock;
  const guard = clockGuard({
    wall: () => epochOf(clock.now()),
    monotonic: clock.monotonic && (() => clock.monotonic?.() ?? 0),
  });
  return {
    ...guard,
    demandSure: () => {
      clock.demandSure?.();
      guard.demandSure();
    },
    due: () => {
      const own = dueBy(clock);
      const due = guard.due();
      if (own === undefined || due === undefined) return undefined;
      if (own < due) return own;
      return due;
    },
    recorded: (at, position) => {
      clock.recorded?.(at, position);
      guard.recorded(at, position);
    },
  };
};

/** The moment up to which timers are due by a clock; undefined while they wait for it. */
export const dueBy = (clock: Clock): Instant | undefined =>
  clock.due === undefined ? clock.now() : clock.due();

const sure: ClockState = { state: 'sure' };

const unsure = ({
  reason,
  milliseconds,
  retryAfterMilliseconds,
}: ClockState & { readonly state: 'unsure' }): ClockUnsure => {
  const minutes = Math.round(Math.abs(milliseconds) / 60_000);
  const message =
    reason === 'behind-log'
      ? `the clock is ${minutes} minutes behind what the log has recorded already`
      : `the clock moved ${minutes} minutes ${milliseconds > 0 ? 'forward' : 'back'} by itself`;
  return new ClockUnsure(message, {
    reason,
    milliseconds,
    retryAfterSeconds: Math.max(1, Math.ceil(retryAfterMilliseconds / 1000)),
  });
};

/** A guard of this machine's clock. It knows the times of a log only from calls of `recorded`. */
export const systemClockGuard = (): ClockGuard =>
  clockGuard({ wall: Date.now, monotonic: () => performance.now() });
