import { randomUUID } from 'node:crypto';
import { PhananhError } from '@phananh/core';
import { erasureIdOf } from '@phananh/core/reports';
import type { Command } from 'commander';
import { withGiver } from '../admin/open-giver.ts';
import type { RemoteOptions } from '../admin/through-url.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { printJson, printLine } from '../output/output.ts';

interface EraseOptions extends CommonOptions, RemoteOptions {
  readonly ground: string;
}

/** Orders an erasure. The host that holds the log, or the next one that is started over it, carries it out. */
export const erase = async (person: string, _: unknown, command: Command): Promise<void> => {
  const options = command.optsWithGlobals<EraseOptions>();
  const { ground } = options;
  const erasureId = erasureIdOf(person);
  const isNew = await withGiver(options, (giver) =>
    giver
      .give({
        workflow: 'erasure',
        command: 'order',
        input: { person, ground },
        commandId: randomUUID(),
      })
      .then(
        () => true,
        (error: unknown) => {
          // A person is erased once: what was asked for is so.
          if (error instanceof PhananhError && error.code === 'already-exists') return false;
          throw error;
        },
      ),
  );
  if (options.json === true) return printJson({ person, erasureId, ordered: isNew });
  printLine(
    isNew
      ? `The erasure of ${person} is ordered: the host carries it out, at the latest when it is started. See erasure ${erasureId}.`
      : `The erasure of ${person} was ordered before: see erasure ${erasureId}.`,
  );
};
