import { expect, it } from 'vitest';
import { soak } from '../../src/soak/soak.ts';
import { inTemporaryDirectory } from '../../src/temporary.ts';

it('a host that is used by 64 and killed three times has all that it acknowledged, photos byte for byte, in read models computed anew too, and takes no more memory from quarter to quarter', async () => {
  await inTemporaryDirectory(async (directory) => {
    const found = await soak({ directory, seconds: 90, connections: 64, kills: 3 });
    expect(found.failures).toEqual([]);
    expect([found.lost, found.lostPhotos, found.unlisted]).toEqual([[], [], []]);
    expect(found.acknowledged).toBeGreaterThan(1_000);
    expect(found.photos).toBeGreaterThan(50);
    // A tenth of it is the collector's.
    expect(found.growth).toBeLessThan(1.3);
  });
});
