export const en = {
  title: 'Start',
  hello: (name: string) => `Good day, ${name}`,
  lead: 'From a citizen’s report to its result: who has it, by when it is due, and why then.',
  goOn: 'Where to go',
} as const;
