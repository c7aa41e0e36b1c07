import { type Command, Option } from 'commander';
import { commandWith, reasonOption, wholeNumber } from '../options/common-options.ts';
import { withRemote } from '../options/remote-options.ts';
import { later } from './later.ts';

const roleOption = () =>
  new Option('--role <role>', 'officer or head').choices(['officer', 'head']).default('officer');

const part = (name: string, summary: string, example: string): Command =>
  withRemote(commandWith(name, summary, `officers ${example}`)).exitOverride();

/** A command to an officer who is registered: their id, and why. */
const change = (
  name: string,
  summary: string,
  { isReasonNeeded }: { readonly isReasonNeeded: boolean },
): Command => {
  const command = part(name, summary, `${name} f0e4c2f7 --reason "điều động"`).argument(
    '<id>',
    'as they are listed',
  );
  return isReasonNeeded
    ? command.requiredOption('--reason <text>', 'why: it stands in the log', reasonOption)
    : command.option('--reason <text>', 'why: it stands in the log', reasonOption);
};

const giving = (name: string) => later(async () => (await import('../running/officers.ts')).changing(name));

export const officers = (): Command => {
  const invite = part(
    'invite',
    'Invites somebody by their e-mail: they are an officer from their first sign-in on. The address is not kept.',
    'invite an.nguyen@hue.gov.vn --agency agency-hue-lighting --role head',
  )
    .argument('<email>', 'as the issuer that they sign in with has verified it')
    .requiredOption('--agency <id>', 'of which agency')
    .option('--name <text>', 'what the agency calls them')
    .option('--days <number>', 'for how long it can be accepted', wholeNumber(1, 90), 14)
    .addOption(roleOption())
    .action(later(async () => (await import('../running/officers.ts')).invite));
  const register = part(
    'register',
    'Makes somebody an officer by their actor id: where their issuer verifies no address.',
    'register f0e4c2f7 --agency agency-hue-lighting --role head',
  )
    .argument('<id>', 'their actor id')
    .requiredOption('--agency <id>', 'of which agency')
    .option('--name <text>', 'what the agency calls them')
    .addOption(roleOption())
    .action(later(async () => (await import('../running/officers.ts')).register));
  const move = change('move', 'Makes them an officer of another agency.', { isReasonNeeded: true })
    .requiredOption('--agency <id>', 'of which agency')
    .addOption(roleOption())
    .action(giving('move'));
  const list = part('list', 'Who is an officer of which agency.', 'list --agency agency-hue-lighting')
    .option('--agency <id>', 'only of this one')
    .action(later(async () => (await import('../running/officers.ts')).listAsPart));
  return withRemote(commandWith('officers', 'Officers of agencies: who may act for which.', 'officers list'))
    .addCommand(list)
    .addCommand(invite)
    .addCommand(register)
    .addCommand(
      change('suspend', 'Lets an officer act no more, at once and on every host.', {
        isReasonNeeded: true,
      }).action(giving('suspend')),
    )
    .addCommand(
      change('restore', 'Lets a suspended officer act again.', { isReasonNeeded: false }).action(
        giving('restore'),
      ),
    )
    .addCommand(move)
    .addCommand(
      part('appoint', 'Makes an officer a head of their agency.', 'appoint f0e4c2f7')
        .argument('<id>', 'as they are listed')
        .action(giving('appoint')),
    )
    .addCommand(
      change('dismiss', 'Makes a head an officer like the others.', { isReasonNeeded: true }).action(
        giving('dismiss'),
      ),
    )
    .action(later(async () => (await import('../running/officers.ts')).list));
};
