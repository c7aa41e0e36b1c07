import { describe, expect, it } from 'vitest';
import { JsonPart, jsonInParts } from '../../src/queries/asking.ts';
import { asAnalyst, asCitizen, openApi } from '../support/api.ts';

describe('a history', () => {
  it('comes in pages of 500, or as many as are asked for, each with where the next one is', async () => {
    const { get, post, submitted } = await openApi();
    const path = await submitted();
    for (let n = 0; n < 8; n++) await post(`${path}/comment`, asCitizen, { text: `said ${n}` });
    const revisions: number[] = [];
    let url: string | undefined = `${path}/history?limit=4`;
    for (let pages = 1; url !== undefined; pages++) {
      const page = await get(url, asCitizen);
      expect(page.body.events.length).toBeLessThanOrEqual(4);
      revisions.push(...page.body.events.map(({ revision }: { revision: number }) => revision));
      url = /^<(.+)>; rel="next"$/.exec(String(page.headers.link ?? ''))?.[1];
      expect(pages).toBeLessThan(4);
    }
    expect(revisions).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
    expect((await get(`${path}/history`, asCitizen)).headers).not.toHaveProperty('link');
    for (const wrong of ['limit=0', 'limit=1001', 'limit=-1', 'fromRevision=x', 'from=1'])
      expect((await get(`${path}/history?${wrong}`, asCitizen)).status).toBe(422);
    expect((await get(`${path}/history?fromRevision=99`, asCitizen)).body.events).toEqual([]);
  });
});

describe('figures', () => {
  it.each(['/v1/sla', '/v1/satisfaction', '/v1/penalties'])(
    'of %s are grouped by three at most, each counted once',
    async (path) => {
      const { get } = await openApi();
      expect((await get(`${path}?groupBy=agency,category,month,agency`, asAnalyst)).status).toBe(200);
      const refused = await get(`${path}?groupBy=agency,category,area&groupBy=month`, asAnalyst);
      expect(refused.status).toBe(422);
      expect(refused.body).toMatchObject({ code: 'invalid-query', errors: [{ pointer: '/groupBy' }] });
    },
  );

  it('that are JSON already are sent as they are', () => {
    const part = new JsonPart(Buffer.from('[{"a":1}]'));
    const written = (answer: object) => Buffer.concat(jsonInParts(answer)).toString();
    for (const [answer, value] of [
      [
        { figures: part, x: 1 },
        { figures: [{ a: 1 }], x: 1 },
      ],
      [
        { x: 'ü', y: undefined, figures: part, more: part, z: null },
        { x: 'ü', figures: [{ a: 1 }], more: [{ a: 1 }], z: null },
      ],
      [{}, {}],
    ] as const)
      expect(JSON.parse(written(answer))).toEqual(value);
  });
});
