import { expect, it } from 'vitest';
import { lifecycleFixture, people } from '../testing/index.ts';
import { reportWorkflow } from './index.ts';

const { example } = reportWorkflow.commands.submit;
const names = [
  'lighting',
  'Phường Vĩnh Ninh',
  'Xã Thủy Bằng (Hương Thủy)',
  'Đèn ổ điện'.normalize('NFD'),
  '19774',
  'Quận 10',
  'L’Hay-les-Roses',
];
const texts = [
  '0912345678',
  '0912 345 678',
  '046 090 001 234',
  '75A1-234.56',
  'lan@example.org',
  '12/3 Lê Lợi',
  'của bà Lan, nhà số 3',
  'bà Lan: nhà xanh',
  'a'.repeat(61),
  'một\ndòng',
];

const submitting = async () => {
  const { reports } = await lifecycleFixture();
  return (name: string, actor = people.citizen) =>
    Promise.all(
      [{ category: name }, { location: { ...example.location, areaCode: name } }].map((typed) =>
        reports.handler.create('submit', { ...example, ...typed }, { actor }).then(
          () => 'taken',
          ({ code, details }) => [code, details.field],
        ),
      ),
    );
};

it('what a citizen names as category and area stays in clear, and so it can be a name and nothing that says more', async () => {
  const submit = await submitting();
  for (const name of names) expect([name, await submit(name)]).toEqual([name, ['taken', 'taken']]);
  for (const text of texts)
    expect([text, await submit(text)]).toEqual([
      text,
      [
        ['not-of-a-list', 'category'],
        ['not-of-a-list', 'areaCode'],
      ],
    ]);
});

it('officers name what they like', async () => {
  const submit = await submitting();
  expect(await submit('Đường Lê Lợi / Hà Nội', people.operator)).toEqual(['taken', 'taken']);
});
