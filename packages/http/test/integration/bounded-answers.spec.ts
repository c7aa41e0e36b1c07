import { describe, expect, it } from 'vitest';
import { JsonPart, jsonInParts } from '../../src/queries/asking.ts';
import { asAnalyst, openApi } from '../support/api.ts';

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
