import { expect, it } from 'vitest';
import { asAdmin, asAnalyst, asAuditor, asCitizen, asLighting, asOperator, openApi } from '../support/api.ts';

const called = {
  text: 'Đèn hỏng',
  location: { address: '12 Lê Lợi' },
  channel: 'hotline',
  contact: { phone: '0905 123 456' },
};

const opened = async () => {
  const api = await openApi();
  const { body } = await api.post('/v1/reports', asOperator, called);
  await api.post('/v1/reports', asOperator, { ...called, contact: { phone: '0905 123 457' } });
  const { reportId } = body;
  const after = (await api.post(`/v1/reports/${reportId}/verify`, asOperator, { category: 'lighting' })).body
    .position;
  const look = (as: string, asked: object) => api.post('/v1/look-ups/telephone', as, { after, ...asked });
  return { ...api, reportId, look };
};

it('operators and auditors find the reports of a caller by the number, and each that is found stands in the access log', async () => {
  const { look, reportId, shown } = await opened();
  for (const [as, kind] of [
    [asOperator, 'operator'],
    [asAuditor, 'auditor'],
  ] as const) {
    const before = shown().length;
    const { status, body, headers } = await look(as, { telephone: '+84 905 123 456' });
    expect([status, body.cases.map((one: { reportId: string }) => one.reportId)]).toEqual([200, [reportId]]);
    expect(headers['cache-control']).toBe('private, no-store');
    expect(shown().slice(before)).toMatchObject([
      {
        actor: { kind },
        way: 'report.of-telephone',
        of: [`report-${reportId}`],
        fields: ['text', 'contact'],
      },
    ]);
    expect(JSON.stringify(shown())).not.toMatch(/905.?123/);
  }
  const before = shown().length;
  expect((await look(asOperator, { telephone: '0905 999 999' })).body.cases).toEqual([]);
  expect(shown().slice(before)).toEqual([]);
});

it('nobody else may ask, what is no number is refused without saying it again, and no address has a number', async () => {
  const { look, get } = await opened();
  for (const as of [asCitizen, asLighting, asAnalyst, asAdmin])
    expect([as, (await look(as, { telephone: '0905123456' })).status]).toEqual([as, 403]);
  const refused = await look(asOperator, { telephone: 'số 0905' });
  expect(refused.status).toBe(422);
  expect(refused.text).not.toContain('0905');
  for (const asked of [{}, { telephone: '0905123456', limit: 0 }, { telephone: '0905123456', q: 'x' }])
    expect((await look(asOperator, asked)).status).toBe(422);
  expect((await get('/v1/reports?telephone=0905123456', asOperator)).status).toBe(422);
});
