import { expect, it } from 'vitest';
import { z } from 'zod';
import { issuesOf } from './input-issues.ts';
import { inWords } from './issue-words.ts';

const schema = z.strictObject({
  text: z.string().min(2).max(5),
  lat: z.number().gte(-90).lt(90),
  count: z.int(),
  channel: z.enum(['app', 'web']),
  kind: z.literal('a'),
  photos: z.array(z.uuid()).min(1),
  at: z.union([z.iso.date(), z.number()]),
  own: z.string().refine(() => false, 'is never right'),
});

const right = {
  text: 'abc',
  lat: 1,
  count: 1,
  channel: 'app',
  kind: 'a',
  photos: ['a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11'],
  at: 1,
};

const said = (input: unknown): readonly string[] => {
  const parsed = schema.omit({ own: true }).strict().safeParse(input, { error: inWords });
  return parsed.success ? [] : issuesOf(parsed.error).map(({ pointer, message }) => `${pointer} ${message}`);
};

it.each([
  [right, []],
  [{}, ['text', 'lat', 'count', 'channel', 'kind', 'photos', 'at'].map((field) => `/${field} is missing`)],
  [[], [' is not an object']],
  [{ ...right, text: 1 }, ['/text is not a string']],
  [{ ...right, text: 'a' }, ['/text has less than 2 characters']],
  [{ ...right, text: 'abcdef' }, ['/text has more than 5 characters']],
  [{ ...right, lat: '1' }, ['/lat is not a number']],
  [{ ...right, lat: -91 }, ['/lat is less than -90']],
  [{ ...right, lat: 90 }, ['/lat is not less than 90']],
  [{ ...right, count: 1.5 }, ['/count is not a whole number']],
  [{ ...right, channel: 'fax' }, ['/channel is none of app, web']],
  [{ ...right, kind: 'b' }, ['/kind is not a']],
  [{ ...right, photos: {} }, ['/photos is not an array']],
  [{ ...right, photos: [] }, ['/photos is empty']],
  [{ ...right, photos: ['x'] }, ['/photos/0 is not a UUID']],
  [{ ...right, at: true }, ['/at has none of the forms that it may have']],
  [{ ...right, other: 1, another: 2 }, ['/other is not a known field', '/another is not a known field']],
])('%j', (input, expected) => {
  expect(said(input)).toEqual(expected);
});

it('what a schema says itself stays', () => {
  const parsed = schema.safeParse({ ...right, own: '' }, { error: inWords });
  expect(parsed.error?.issues).toMatchObject([{ path: ['own'], message: 'is never right' }]);
});
