export * from './listed-timers.ts';
export { type NextTimers, nextTimerOf, nextTimersIn, pendingTimers, type Timed } from './next-timers.ts';
export * from './timer-index.ts';
export * from './timers.ts';
