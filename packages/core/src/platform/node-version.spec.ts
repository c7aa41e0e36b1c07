import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { nodeRefusal, oldestNode } from './node-version.ts';

it.each(['18.20.8', '20.20.2', '21.7.3', '22.0.0', '22.17.9'])(
  'Node %s is refused in one sentence',
  (version) => {
    expect(nodeRefusal(version)).toBe(`phananh needs Node 22.18 or newer, and this is Node ${version}.`);
  },
);

it.each(['22.18.0', '22.20.5', '23.0.0', '24.1.0', '26.10.0', undefined])('%s is not', (version) => {
  expect(nodeRefusal(version)).toBeUndefined();
});

const packages = fileURLToPath(new URL('../../..', import.meta.url));
const manifests = globSync('*/package.json', { cwd: packages }).map((file) => ({
  file,
  manifest: JSON.parse(readFileSync(`${packages}/${file}`, 'utf8')),
}));

it.each(manifests.filter(({ manifest }) => manifest.private !== true))(
  '$file asks for the same Node',
  ({ manifest }) => {
    expect(manifest.engines).toEqual({ node: `>=${oldestNode}` });
  },
);
