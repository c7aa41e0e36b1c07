import { writeFileSync } from 'node:fs';
import { personalInBundle, reportBundle } from '@phananh/core/reports';
import { commandReader, tellShown } from '../access/open-access-log.ts';
import { keptFiles } from '../backup/kept-files.ts';
import type { CommonOptions } from '../options/common-options.ts';
import { say } from '../output/output.ts';
import { openOutput, unwritable, type WhyKept } from '../output/output-file.ts';
import { counted } from '../output/table.ts';
import { findReportId } from '../store/find-report.ts';
import { openForReading } from '../store/open-store.ts';
import { openReportsOf } from '../store/policy-of-place.ts';
import { proveStream } from '../transparency/open-log.ts';

interface BundleOptions extends CommonOptions {
  readonly output?: string;
  readonly withPersonal?: boolean;
}

export const run = async (
  named: string,
  { output = '-', withPersonal = false, ...options }: BundleOptions,
): Promise<void> => {
  const id = await findReportId(options, named);
  const store = await openForReading(options);
  try {
    const { transparency } = options.resolved.settings;
    const bundle = await reportBundle(await openReportsOf(store), id, {
      actor: commandReader(),
      withPersonal,
      prove: (stream) => proveStream(options, transparency, stream),
    });
    if (withPersonal)
      await tellShown(options, {
        way: 'phananh bundle',
        of: [bundle.stream],
        fields: personalInBundle(bundle),
      });
    const text = `${JSON.stringify(bundle, null, 1)}\n`;
    if (output === '-') process.stdout.write(text);
    else writeTo(output, keptFiles(options), text);
    const withheld = bundle.events.filter(({ payload }) => payload === null).length;
    say(
      [
        `${counted(bundle.events.length, 'event')} of ${bundle.stream}, proven by a checkpoint of ${bundle.origin}`,
        ...(withheld === 0
          ? []
          : [`${withheld} without what they say: personal values in clear, or something that was redacted`]),
        ...(bundle.uncovered === 0 ? [] : [`${counted(bundle.uncovered, 'event')} not covered yet`]),
      ].join('; '),
    );
  } finally {
    await store.close();
  }
};

const writeTo = (path: string, whyKept: WhyKept, text: string): void => {
  const file = openOutput(path, whyKept);
  try {
    writeFileSync(file.part, text, { flush: true });
    file.place();
  } catch (error) {
    file.discard();
    throw unwritable(path, error);
  }
};
