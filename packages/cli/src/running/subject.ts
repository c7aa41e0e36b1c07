import { NotFound } from '@phananh/core/engine';
import { type KeptOfSubject, keptOfSubject } from '@phananh/core/privacy';
import { lifecycleWorkflows } from '@phananh/core/reports';
import type { Command } from 'commander';
import { tellShown } from '../access/open-access-log.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine } from '../output/output.ts';
import { shownIn } from '../output/shown.ts';
import { table } from '../output/table.ts';
import { stillWorking } from '../progress/still-working.ts';
import { withIdentity } from '../store/identity.ts';
import { openForReading } from '../store/open-store.ts';
import { policyOfPlace } from '../store/policy-of-place.ts';

/** What is kept of one person. */
export const exportOne = async (subject: string, _: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<CommonOptions>();
  const kept = await readAllOf(subject, options);
  if (kept.length === 0) throw new NotFound('person', subject);
  await tellShown(options, {
    way: 'phananh subject export',
    of: [...new Set(kept.map(({ stream }) => stream))],
    fields: [...new Set(kept.flatMap(({ values }) => values.map(({ pointer }) => fieldOf(pointer))))],
  });
  if (options.json === true) return printJson({ subject, kept });
  const { zone } = (await policyOfPlace(options)).policy.calendar;
  const shown = shownIn(zone);
  printLine(
    table(
      ['when', 'of', 'event', 'field', 'what'],
      kept.flatMap(({ stream, type, occurredAt, values }) =>
        values.map(({ pointer, value }) => [
          shown(occurredAt),
          stream,
          type,
          fieldOf(pointer),
          inWords(value),
        ]),
      ),
    ),
  );
};

const readAllOf = async (subject: string, options: CommonOptions): Promise<readonly KeptOfSubject[]> => {
  const workflows = withIdentity(options.workflows).map(({ workflow }) => workflow);
  const store = await openForReading(options);
  const told = stillWorking('the log is read');
  try {
    return await Array.fromAsync(keptOfSubject(store, [...lifecycleWorkflows, ...workflows], subject));
  } finally {
    told();
    await store.close();
  }
};

const fieldOf = (pointer: string): string => pointer.slice(1).replaceAll('/', '.');

const inWords = (value: unknown): string =>
  typeof value === 'object' && value !== null
    ? Object.entries(value)
        .map(([name, part]) => `${name} ${part}`)
        .join(', ')
    : String(value);
