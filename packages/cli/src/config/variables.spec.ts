import { expect, it } from 'vitest';
import { strangeInWords, strangeVariables } from './variables.ts';

const said = (environment: { readonly [variable: string]: string }) =>
  strangeVariables(environment).map((one) => [one.isMisspelt, strangeInWords(one)]);

it.each([
  ['PHANANH_STROE', 'PHANANH_STORE'],
  ['PHANANH_LISTEN_PROT', 'PHANANH_LISTEN_PORT'],
  ['PHANANH_READMODELS', 'PHANANH_READ_MODELS'],
  ['PHANANH_EVIDENCE_KEY', 'PHANANH_EVIDENCE_KEYS'],
  ['PHANANH_URI', 'PHANANH_URL'],
])('%s is taken for a misspelt %s', (variable, meant) => {
  expect(said({ [variable]: 'x' })).toEqual([[true, `${variable} is no setting: did you mean ${meant}?`]]);
});

it('a variable that somebody may have set for themselves is told of, with what it may have been meant to be', () => {
  expect(said({ PHANANH_PORT: '8080', PHANANH_TEAM: 'roads', PHANANH_STATE: 'new' })).toEqual([
    [false, 'PHANANH_PORT is no setting: did you mean PHANANH_LISTEN_PORT?'],
    [false, 'PHANANH_TEAM is no setting'],
    [false, 'PHANANH_STATE is no setting'],
  ]);
});

it('nothing is said of settings, of what is empty, of others, and of what is made for a service that is called so', () => {
  expect(
    said({
      PHANANH_STORE: 'sqlite:log.db',
      PHANANH_KEY: 'k',
      PHANANH_STROE: '',
      PATH: '/bin',
      PHANANH_SERVICE_HOST: '10.0.0.1',
      PHANANH_SERVICE_PORT: '3000',
      PHANANH_SERVICE_PORT_HTTP: '3000',
      PHANANH_PORT: 'tcp://10.0.0.1:3000',
      PHANANH_PORT_3000_TCP: 'tcp://10.0.0.1:3000',
      PHANANH_PORT_3000_TCP_PROTO: 'tcp',
      PHANANH_CONSOLE_PORT: 'tcp://10.0.0.1:3000',
    }),
  ).toEqual([]);
});
