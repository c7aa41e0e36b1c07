import { fileURLToPath } from 'node:url';
import type { OpenContender } from '../runner/contender.ts';
import { type LoadName, loads } from '../runner/loads.ts';
import { inTemporaryDirectory } from '../temporary.ts';
import type { Metered } from './metered.ts';

/** Commands by themselves: warm after three seconds, measured for four. */
const [contender = '', load = ''] = process.argv.slice(2);
const { open }: { readonly open: OpenContender } = await import(
  fileURLToPath(new URL(`../contenders/${contender}.ts`, import.meta.url))
);

await inTemporaryDirectory(async (directory) => {
  const opened = await open(directory);
  let reports = 0;
  const report = () => {
    reports += 1;
    return reports;
  };
  // The caller names a load of `loads`.
  const give = loads[load as LoadName];
  await give(opened, 3_000, report);
  const before = process.cpuUsage();
  const { commands, seconds, failed } = await give(opened, 4_000, report);
  const { user, system } = process.cpuUsage(before);
  await opened.close();
  if (failed > 0) throw new Error(`${failed} commands failed`);
  const metered: Metered = { seconds: seconds / commands, cpuSeconds: (user + system) / 1e6 / commands };
  process.stdout.write(JSON.stringify(metered));
});
