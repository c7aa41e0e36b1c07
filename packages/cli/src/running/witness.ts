import { once } from 'node:events';
import { join } from 'node:path';
import { readText } from '../config/json-file.ts';
import { printJson, printLine, say } from '../output/output.ts';
import { endSignals } from '../process/end-signals.ts';
import { CliError } from '../process/errors.ts';

export interface WitnessOptions {
  readonly name: string;
  readonly logs: string;
  readonly folder: string;
  readonly port: number;
  readonly host: string;
  readonly json?: boolean;
}

export const run = async ({ name, logs: path, folder, port, host, json }: WitnessOptions): Promise<void> => {
  const { nodeCrypto, runWitness } = await import('@phananh/transparency');
  const { readVerifierKey, textOfKey } = await import('@phananh/core/transparency');
  const lines = readText(path)
    .split(/\r?\n/)
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('#'));
  if (lines.length === 0) throw new CliError('wrong-usage', `${path} names no log`);
  const logs = await Promise.all(lines.map((line) => readVerifierKey(nodeCrypto, line)));
  const ended = new AbortController();
  // Before the address is told: whoever reads it may send a signal at once.
  const end = (): void => ended.abort();
  for (const signal of endSignals) process.on(signal, end);
  try {
    const running = await runWitness({
      folder,
      key: join(folder, 'witness.key'),
      name,
      logs,
      host,
      port,
      onError: (error) => say(`a request failed: ${error instanceof Error ? error.message : error}`),
    });
    const key = textOfKey(running.key);
    if (json === true) printJson({ url: running.url, key });
    else printLine(`${key}\nphananh witness listens on ${running.url}`);
    if (!ended.signal.aborted) await once(ended.signal, 'abort');
    await running.close();
  } finally {
    for (const signal of endSignals) process.off(signal, end);
  }
};
