export const en = {
  title: 'Sign in',
  ended: 'Your session has ended',
  endedHelp: 'Nothing you typed is lost: sign in, and the form comes back as you left it.',
  development: 'Choose who you are',
  developmentHelp:
    'This host runs in development and answers this machine only: it believes everybody. No password is asked.',
  goOn: 'Go on',
  as: (name: string) => `as ${name}`,
  agency: 'Agency',
  asOfficer: 'as an officer of this agency',
  noAgencies: 'There is no agency yet. An operator registers the first one.',
  noWays: 'Nobody can sign in here: this host has no issuer with a client for the console.',
  signedOut: 'You are signed out.',
} as const;
