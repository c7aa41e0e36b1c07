import { spawn } from 'node:child_process';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { HttpLoaded } from './http-load.ts';

const loader = fileURLToPath(new URL('./http-load.ts', import.meta.url));

export interface LoadOptions {
  readonly connections: number;
  readonly milliseconds: number;
  /** With the tokens that are shown in turn. Default: development tokens. */
  readonly tokens?: string;
  /** Each report is of a citizen who is new, of this number on. */
  readonly citizensFrom?: number;
  /** Each report says how its citizen is reached. Default: none does. */
  readonly contact?: boolean;
}

/** Puts load on a host from another process. */
export const loadHost = async (
  url: string,
  { connections, milliseconds, tokens, citizensFrom, contact = false }: LoadOptions,
): Promise<HttpLoaded> => {
  const args = [
    loader,
    url,
    String(connections),
    String(milliseconds),
    ...(tokens === undefined ? [] : ['--tokens', tokens]),
    ...(citizensFrom === undefined ? [] : ['--citizens-from', String(citizensFrom)]),
    ...(contact ? ['--contact'] : []),
  ];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(await text(child.stdout));
};
