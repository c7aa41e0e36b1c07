import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { withGiver } from '../admin/open-giver.ts';
import type { RemoteOptions } from '../admin/through-url.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine } from '../output/output.ts';
import { reportIdFor } from '../store/find-report.ts';

interface RedactOptions extends CommonOptions, RemoteOptions {
  readonly field: string;
  readonly reason: string;
  readonly revision?: number;
  readonly destroy?: boolean;
}

/** Hides a field. Where it is to be destroyed, the host that holds the log, or the next one that is started over it, does that. */
export const run = async (named: string, _: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<RedactOptions>();
  const { field, reason, revision, destroy } = options;
  const id = await reportIdFor(named, options);
  const given = await withGiver(options, (giver) =>
    giver.give({
      workflow: 'report',
      command: 'redact',
      id,
      input: {
        field,
        reason,
        ...(revision !== undefined && { revision }),
        ...(destroy === true && { destroy }),
      },
      commandId: randomUUID(),
    }),
  );
  if (options.json === true)
    return printJson({ reportId: id, revision: given.revision, destroyed: destroy === true });
  printLine(`${field} is hidden in ${id}.`);
  if (destroy === true)
    printLine(
      'What was encrypted of it is destroyed by the host, at the latest when it is started. A backup of the keys from before still opens it, until it expires.',
    );
};
