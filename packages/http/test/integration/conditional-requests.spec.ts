import { describe, expect, it } from 'vitest';
import { asCitizen, asOperator, asOtherCitizen, openApi } from '../support/api.ts';

describe('conditional requests', () => {
  it('gives a command whose If-Match names the present revision', async () => {
    const { post, submitted } = await openApi();
    const path = await submitted();
    const verified = await post(`${path}/verify`, asOperator, { category: 'x' }, { 'if-match': '"0"' });
    expect(verified.status).toBe(200);
    expect(verified.headers.etag).toBe('"1"');
  });

  it('refuses a command whose If-Match names another revision, and says the present one', async () => {
    const { get, post, submitted } = await openApi();
    const path = await submitted();
    await post(`${path}/comment`, asOperator, { text: 'Đã nhận' });
    const refused = await post(`${path}/verify`, asOperator, { category: 'x' }, { 'if-match': '"0"' });
    expect(refused.status).toBe(412);
    expect(refused.body).toMatchObject({ code: 'wrong-expected-revision', currentRevision: 1 });
    expect((await get(path, asOperator)).body.phase).toBe('submitted');
  });

  it('takes If-Match: * for whatever revision there is', async () => {
    const { post, submitted } = await openApi();
    const path = await submitted();
    expect((await post(`${path}/verify`, asOperator, { category: 'x' }, { 'if-match': '*' })).status).toBe(
      200,
    );
  });

  it.each(['0', '"abc"', '"-1"', '"1", "2"', 'W/"1"', '"01"', ''])(
    'refuses If-Match: %s',
    async (ifMatch) => {
      const { post, submitted } = await openApi();
      const path = await submitted();
      const refused = await post(`${path}/verify`, asOperator, { category: 'x' }, { 'if-match': ifMatch });
      expect(refused.status).toBe(400);
      expect(refused.body.code).toBe('malformed-header');
    },
  );

  it('tells nothing of the revision of a report to a citizen whose report it is not', async () => {
    const { post, submitted } = await openApi();
    const path = await submitted();
    const refused = await post(`${path}/withdraw`, asOtherCitizen, {}, { 'if-match': '"7"' });
    expect(refused.status).toBe(404);
    expect(refused.body).not.toHaveProperty('currentRevision');
  });

  it('demands If-Match for what exists where the host is configured so', async () => {
    const { post, submitted } = await openApi({ requireIfMatch: true });
    const path = await submitted();
    const refused = await post(`${path}/verify`, asOperator, { category: 'x' });
    expect(refused.status).toBe(428);
    expect(refused.body.code).toBe('precondition-required');
    expect((await post(`${path}/verify`, asOperator, { category: 'x' }, { 'if-match': '"0"' })).status).toBe(
      200,
    );
  });

  it.each(['"0"', 'W/"0"', '"7", "0"', '*'])(
    'answers If-None-Match: %s with 304 and no body',
    async (tags) => {
      const { get, submitted } = await openApi();
      const path = await submitted();
      for (const url of [path, `${path}/history`]) {
        const answer = await get(url, asCitizen, { 'if-none-match': tags });
        expect(answer.status).toBe(304);
        expect(answer.headers.etag).toBe('"0"');
      }
    },
  );

  it('answers in full once the report has gone on', async () => {
    const { get, post, submitted } = await openApi();
    const path = await submitted();
    await post(`${path}/comment`, asOperator, { text: 'Đã nhận' });
    const answer = await get(path, asCitizen, { 'if-none-match': '"0"' });
    expect(answer.status).toBe(200);
    expect(answer.headers.etag).toBe('"1"');
  });
});
