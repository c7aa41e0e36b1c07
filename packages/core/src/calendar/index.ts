export * from './calendar.ts';
export * from './local-day.ts';
export * from './vietnam.ts';
