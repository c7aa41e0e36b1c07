import { beforeAll, describe, expect, it } from 'vitest';
import { build } from './build.ts';
import { comparedDoors, surfaceOfPackage } from './doors.ts';
import { publishable } from './publishable.ts';

describe('the doors of the packages', () => {
  beforeAll(() => build());
  const packages = publishable().map((one) => ({ name: one.manifest.name, one }));

  it.each(packages)('$name lets out what was accepted', ({ one }) => {
    const { now, accepted } = comparedDoors(one);
    expect(now, 'meant? then `npm run doors`, and a line in the CHANGELOG').toBe(accepted);
  });

  it.each(packages)('$name has only peers in its types', ({ name, one }) => {
    const { peerDependencies, dependencies } = one.manifest;
    const ours =
      name === '@phananh/cli'
        ? Object.keys(dependencies).filter((other) => other.startsWith('@phananh/'))
        : [];
    const known = [...Object.keys(peerDependencies), ...ours];
    for (const [specifier, where] of surfaceOfPackage(one).packages) {
      if (specifier.startsWith('node:')) continue;
      const other = /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0];
      expect(known, `${specifier}, in the types of ${where}`).toContain(other);
    }
  });
});
