import { PhananhError } from '@phananh/core';
import { type Html, html } from '../frame/html.ts';
import type { Frame, Visit } from '../frame/screen.ts';
import { nameOf } from '../words/naming.ts';
import type { FoundCase } from './found.ts';

/** Where a photo of a case is, for whoever may see the case: nothing else of the pages has photos of cases. */
export const photoAddress = (
  { base }: Pick<Visit, 'base'>,
  { workflow, id }: Pick<FoundCase, 'workflow' | 'id'>,
  photo: string,
  form: 'copy' | 'thumbnail',
): string =>
  `${base}/cases/${workflow}/${encodeURIComponent(id)}/photos/${encodeURIComponent(photo)}/${form}`;

/** Of photos whose public copy is not there yet, or cannot be: why. Others are not in it. */
export const missingCopies = async (
  { evidence }: Pick<Frame, 'evidence'>,
  { actor, language }: Visit,
  photos: readonly string[],
): Promise<ReadonlyMap<string, string>> => {
  const found = await Promise.all(
    photos.map(async (id) => {
      const status = await evidence?.status(id, actor).catch(notTheirs);
      return status === undefined || status.publicCopy === 'ready'
        ? []
        : [[id, nameOf('copies', status.publicCopy, language)] as const];
    }),
  );
  return new Map(found.flat());
};

/** What is not theirs to ask about is not said. */
const notTheirs = (error: unknown): undefined => {
  if (error instanceof PhananhError) return undefined;
  throw error;
};

/** A photo that leads to the whole of it; why there is none to look at where there is none. */
export const photoShown = (
  visit: Visit,
  one: Pick<FoundCase, 'workflow' | 'id'>,
  {
    photo,
    name,
    missing,
  }: { readonly photo: string; readonly name: string; readonly missing: string | undefined },
): Html =>
  missing === undefined
    ? html`<a href=${photoAddress(visit, one, photo, 'copy')}><img src=${photoAddress(visit, one, photo, 'thumbnail')} alt=${name} loading="lazy" width="200" height="150" /></a>`
    : html`<p class="no-copy"><strong>${name}</strong> <span class="fine">${missing}</span></p>`;
