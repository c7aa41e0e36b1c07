export * from './calendars.ts';
export * from './check-policy.ts';
export * from './clock.ts';
export * from './clock-events.ts';
export {
  type ClockContext,
  type ClockStart,
  reDateClock,
  resumeIfOver,
  runningClock,
  startClock,
} from './clock-rules.ts';
export * from './due.ts';
export * from './explained-days.ts';
export * from './explanation.ts';
export * from './explanation-text.ts';
export * from './policy.ts';
export * from './rungs.ts';
export * from './verdict.ts';
export * from './working-hours.ts';
