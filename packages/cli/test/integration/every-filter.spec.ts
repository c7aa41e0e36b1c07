import { createReports, huePolicy } from '@phananh/core';
import { memoryEventStore } from '@phananh/core/testing';
import { createHost, developmentAuth } from '@phananh/http';
import { readModels } from '@phananh/sqlite';
import type { Command, Option } from 'commander';
import { beforeAll, describe, expect, test } from 'vitest';
import { createProgram } from '../../src/index.ts';

/** What is asked over HTTP, and the command that asks the same. */
const commands = {
  '/v1/reports': 'reports',
  '/v1/clusters/reports': 'reports',
  '/v1/counts/reports': 'reports',
  '/v1/published': 'published',
  '/v1/clusters/published': 'published',
  '/v1/counts/published': 'published',
  '/v1/published/figures': 'published figures',
  '/v1/reports/{reportId}': 'report',
  '/v1/reports/{reportId}/explanation': 'explain',
  '/v1/sla': 'sla',
  '/v1/sla/cases': 'sla cases',
  '/v1/agencies/ranking': 'ranking',
  '/v1/satisfaction': 'satisfaction',
  '/v1/penalties': 'penalties',
  '/v1/backlog': 'backlog',
  '/v1/gaming-signals': 'signals',
  '/v1/exports/cases.csv': 'export',
  '/v1/exports/events.csv': 'export',
  '/v1/exports/clocks.csv': 'export',
  '/v1/exports/clock-events.csv': 'export',
  '/v1/exports/former-events.csv': 'export',
  '/v1/exports/former-clock-events.csv': 'export',
  '/v1/exports/agency-events.csv': 'export',
} as const;

/** What no command asks for: agencies are in the files of `export`. */
const withoutCommand = ['/v1/agencies'];

/** Names that differ: a command names agencies and areas as figures do, and reporters in the same way. */
const optionOf: { readonly [parameter: string]: string } = {
  agencyId: 'agency',
  areaCode: 'area',
  reporterId: 'reporter',
};

/** What is of HTTP alone: a command follows the log before it answers. */
const ofHttp = ['after'];

interface Parameter {
  readonly name: string;
  readonly schema: object;
}
let parametersOf: (path: string) => readonly Parameter[] = () => [];
let figurePaths: readonly string[] = [];

beforeAll(async () => {
  const reports = createReports({ store: memoryEventStore(), policy: huePolicy });
  const models = readModels(':memory:', { policy: huePolicy });
  const { app } = await createHost({
    reports,
    readModels: models,
    authenticate: developmentAuth(),
    log: { level: 'silent' },
  });
  const { paths } = (await app.inject('/openapi.json')).json();
  await app.close();
  parametersOf = (path) => paths[path].get.parameters.filter((one: { in: string }) => one.in === 'query');
  figurePaths = Object.keys(paths).filter((path) =>
    paths[path].get?.tags?.some((tag: string) => ['figures', 'exports'].includes(tag)),
  );
});

const takesSeveral = ({ schema }: Parameter): boolean => JSON.stringify(schema).includes('"array"');

/** The options of a command, those of what it is a part of too. */
const optionsOf = (name: string): Command['options'] => {
  let command: Command = createProgram();
  const options: Option[] = [];
  for (const word of name.split(' ')) {
    const part = command.commands.find((one) => one.name() === word);
    if (part === undefined) throw new Error(`there is no command ${name}`);
    command = part;
    options.push(...command.options);
  }
  return options;
};

describe.each(Object.entries(commands))('%s', (path, name) => {
  test(`every parameter is an option of phananh ${name}, for as many values`, () => {
    const options = optionsOf(name);
    const parameters = parametersOf(path).filter((one) => !ofHttp.includes(one.name));
    expect(parameters.length).toBeGreaterThan(2);
    const lacking = parameters.filter((parameter) => {
      const wanted = optionOf[parameter.name] ?? parameter.name;
      const option = options.find((one) => one.attributeName() === wanted);
      return option === undefined || (takesSeveral(parameter) && !option.variadic);
    });
    expect(lacking.map((one) => one.name)).toEqual([]);
  });
});

test('every figure and list of HTTP and every kind of rows has its command, but for those named', () => {
  const known = [...Object.keys(commands), ...withoutCommand];
  const others = figurePaths.filter(
    (path) => !known.includes(path) && !/\.(?:parquet|xes|ocel\.json)$/.test(path),
  );
  expect(others).toEqual([]);
});
