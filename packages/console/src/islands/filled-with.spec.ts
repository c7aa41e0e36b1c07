import { expect, it } from 'vitest';
import { filledWith } from './filled-with.ts';

it('a phrase takes the place of nothing, stands below what was typed, and stands there once', () => {
  expect(filledWith('', 'Đã xong.')).toBe('Đã xong.');
  expect(filledWith(' \n', 'Đã xong.')).toBe('Đã xong.');
  expect(filledWith('Cột 5.\n', 'Đã xong.')).toBe('Cột 5.\n\nĐã xong.');
  expect(filledWith('Cột 5.\n\nĐã xong.', 'Đã xong.')).toBe('Cột 5.\n\nĐã xong.');
});
