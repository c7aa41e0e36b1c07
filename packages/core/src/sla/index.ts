import '../platform/demand-node.ts';

export { type CalendarReach, calendarReach } from './calendar-reach.ts';
export * from './calendars.ts';
export * from './check-policy.ts';
export * from './clock.ts';
export * from './clock-events.ts';
export * from './clock-policy.ts';
export {
  type ClockContext,
  type ClockStart,
  reDateClock,
  resumeIfOver,
  runningClock,
  startClock,
} from './clock-rules.ts';
export { commandPolicy, officialPolicy } from './command-policy.ts';
export { correspondingDay, dayOfReceipt, demandTerm, dueOfTerm, dueOn, dueWithoutCalendar } from './due.ts';
export * from './explained-days.ts';
export * from './explanation.ts';
export * from './explanation-text.ts';
export { type ClockWords, type Language, languages } from './explanation-words.ts';
export * from './policy.ts';
export { digestOfAnyPolicy, policyDigestOf } from './policy-digest.ts';
export * from './rung.ts';
export * from './rungs.ts';
export * from './verdict.ts';
export * from './working-hours.ts';
