import { type Command, InvalidArgumentError } from 'commander';
import { commandWith, instantOption, wholeNumber } from '../options/common-options.ts';
import { later } from './later.ts';

export const access = (): Command =>
  commandWith(
    'access',
    'Shows who was shown which personal fields of whom, when and for what. Whoever asks stands in it too.',
    'access --report 019a3f2e-7c1b-7000-8000-0123456789ab --from 2026-11-01T00:00:00+07:00',
  )
    .option('--report <id|trackingCode>', 'what was shown of this report')
    .option('--stream <name>', 'what was shown of a subject of any workflow, by its stream: attachment-…')
    .option(
      '--person <kind:id>',
      'what was shown of this person, in every report and photo of theirs: citizen:c-17',
    )
    .option('--actor <kind:id>', 'to this actor, or to a kind of actors: operator, operator:o-3', actorOption)
    .option('--from <instant>', 'at or after', instantOption)
    .option('--to <instant>', 'before', instantOption)
    .option('--limit <number>', 'entries of a page', wholeNumber(1, 1_000), 100)
    .option('--cursor <text>', 'the page after another one')
    .action(later(async () => (await import('../running/access.ts')).run));

const actorOption = (text: string): { readonly actorKind: string; readonly actorId?: string } => {
  const [, actorKind, actorId] = /^([\w-]+)(?::(.+))?$/.exec(text) ?? [];
  if (actorKind === undefined)
    throw new InvalidArgumentError('a kind of actors, or a kind, a colon and an id');
  return { actorKind, ...(actorId !== undefined && { actorId }) };
};
