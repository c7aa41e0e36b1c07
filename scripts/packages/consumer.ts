import { spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { text } from 'node:stream/consumers';
import type { Packed } from './pack.ts';

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** A folder beside no other project, with what somebody installs into it. */
export interface Consumer {
  readonly folder: string;
  write(file: string, content: string): void;
  /** How a process of the consumer's is started. */
  readonly options: { readonly cwd: string; readonly env: NodeJS.ProcessEnv };
  /** Runs what is on the path, or in `node_modules/.bin`, with the consumer's Node. */
  run(command: string, ...args: readonly string[]): Promise<Ran>;
}

/** @param node the folder with the `node` that the consumer has */
export const consumerIn = (folder: string, node: string): Consumer => {
  mkdirSync(folder, { recursive: true });
  const options = { cwd: folder, env: environment(node, folder) };
  return {
    folder,
    options,
    write: (file, content) => writeFileSync(join(folder, file), content),
    run: async (command, ...args) => {
      const child = spawn(command, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
      const closed = new Promise<number | null>((resolve, reject) => {
        child.once('error', reject);
        child.once('close', resolve);
      });
      const [out, err, code] = await Promise.all([text(child.stdout), text(child.stderr), closed]);
      return { code, out, err };
    },
  };
};

/** What a shell of the consumer's would have: nothing of the script that runs the tests. */
const environment = (node: string, folder: string): NodeJS.ProcessEnv => {
  const { NODE_OPTIONS: _options, NODE_COMPILE_CACHE: _cache, ...kept } = process.env;
  const own = Object.entries(kept).filter(
    ([name]) => !/^(npm_(?!config_)|VITEST|NODE_ENV$|INIT_CWD$)/.test(name),
  );
  const path = [join(folder, 'node_modules', '.bin'), node, process.env.PATH].join(delimiter);
  return { ...Object.fromEntries(own), PATH: path };
};

/** Installs tarballs, and packages of the registry beside them, with plain npm. */
export const install = async (
  consumer: Consumer,
  tarballs: readonly Packed[],
  others: { readonly [name: string]: string } = {},
): Promise<Ran> => {
  const ours = Object.fromEntries(tarballs.map(({ name, file }) => [name, `file:${file}`]));
  const manifest = { name: 'consumer', private: true, type: 'module', dependencies: { ...ours, ...others } };
  consumer.write('package.json', JSON.stringify(manifest, undefined, 2));
  return consumer.run('npm', 'install', '--no-audit', '--no-fund', '--prefer-offline', '--loglevel=error');
};
