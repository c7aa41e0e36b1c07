import { type Command, Option } from 'commander';
import { commandWith, reasonOption } from '../options/common-options.ts';
import { withRemote } from '../options/remote-options.ts';
import { later } from './later.ts';

/** On what a refusal rests, as the workflow of requests has it. */
const bases = ['state-management', 'other-law', 'identity-unproven', 'unfounded'];

const part = (name: string, summary: string, example: string): Command =>
  withRemote(commandWith(name, summary, `requests ${example}`)).exitOverride();

const ofRequest = (name: string, summary: string, rest = ''): Command =>
  part(name, summary, `${name} 019a3f2e-7c1b-7000-8000-0123456789ab${rest}`).argument(
    '<id>',
    'as they are listed',
  );

const giving = (name: string) => later(async () => (await import('../running/requests.ts')).giving(name));

const ground = ['--ground <text>', 'why: it stands in the log', reasonOption] as const;

export const requests = (): Command => {
  const ask = part(
    'ask',
    'Asks for a person, who called or wrote: for an erasure, or for a copy of what is kept of them.',
    'ask --kind copy --person report:019a3f2e-7c1b-7000-8000-0123456789ab --message "Xin bản sao"',
  )
    .addOption(
      new Option('--kind <kind>', 'erasure or copy').choices(['erasure', 'copy']).makeOptionMandatory(),
    )
    .requiredOption('--person <kind:id>', 'whose: citizen:<actor id>, or report:<report id> of a caller')
    .option('--message <text>', 'what they said; it is erased with them')
    .option('--phone <number>', 'where the answer goes')
    .option('--email <address>', 'where the answer goes')
    .action(later(async () => (await import('../running/requests.ts')).ask));
  const grant = ofRequest(
    'grant',
    'Grants it. What is kept here is erased at once and cannot be taken back; a copy can be fetched from now on.',
    ' --ground "Điều 14 khoản 1 Luật 91/2025/QH15"',
  )
    .requiredOption(...ground)
    .option(
      '--processor',
      'a processor or a third party has to act: the law gives more time, and note-processor-done ends it',
    )
    .action(giving('grant'));
  const refuse = ofRequest(
    'refuse',
    'Refuses it, with the ground that the law asks for.',
    ' --basis unfounded --ground "Không có dữ liệu"',
  )
    .addOption(new Option('--basis <basis>', 'on what it rests').choices(bases).makeOptionMandatory())
    .requiredOption(...ground)
    .action(giving('refuse'));
  const extend = ofRequest(
    'extend',
    'Takes the one extension that the law allows; the person is told the reason.',
    ' --reason "Dữ liệu nằm ở nhiều hệ thống"',
  )
    .requiredOption('--reason <text>', 'why: the person is told', reasonOption)
    .action(giving('extend'));
  const list = part('list', 'What waits, the most urgent first.', 'list --all')
    .option('--all', 'those that have ended too')
    .action(later(async () => (await import('../running/requests.ts')).listAsPart));
  return withRemote(
    commandWith('requests', 'What persons ask for about their data: erasures and copies.', 'requests list'),
  )
    .option('--all', 'those that have ended too')
    .addCommand(list)
    .addCommand(ask)
    .addCommand(grant)
    .addCommand(refuse)
    .addCommand(extend)
    .addCommand(
      ofRequest(
        'note-processor-done',
        'Notes that the processor or the third party has erased what it had.',
        ' --confirmation "Công văn 12/XN ngày 16/3/2026"',
      )
        .requiredOption('--confirmation <text>', 'by what it is known: it stands in the log', reasonOption)
        .action(giving('note-processor-done')),
    )
    .addCommand(ofRequest('deliver', 'Says that the copy was handed over.').action(giving('deliver')))
    .addCommand(
      ofRequest('withdraw', 'Says that the person does not ask any more.').action(giving('withdraw')),
    )
    .action(later(async () => (await import('../running/requests.ts')).list));
};
