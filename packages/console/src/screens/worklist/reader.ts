import type { Actor } from '@phananh/core';
import { officers } from '@phananh/http/pages';
import type { Visit } from '../../frame/screen.ts';

/** Whose worklists there are. */
export const readers: readonly string[] = ['citizen', ...officers];

/** Who looks at a worklist. */
export const readerOf = ({ actor }: Visit): Actor => {
  if (actor === undefined) throw new TypeError('a worklist is somebody’s');
  return actor;
};
