/** Everything that comes by itself for a report that nobody has looked at for two months. */
export const wholeLadder = [
  'overdue-marked verification overdue',
  'escalated verification centre-head centre-head',
  'reminded overall one-day-before centre',
  'reminded overall due-day centre',
  'overdue-marked overall overdue',
  'escalated overall agency-head centre-head',
  'escalated overall centre-head centre-head',
];
