import { isErased } from '../../engine/index.ts';
import type { ReportState } from '../state.ts';

/**
 * Whether what its reporter gave of themselves was erased: their text, unless a corrected one took its place, their contact and their exact
 * place. Nobody comes in their place then.
 */
export const isErasedReport = ({
  text,
  contact,
  location,
}: Pick<ReportState, 'text' | 'contact' | 'location'>): boolean =>
  isErased(text) || isErased(contact) || ('erased' in location && location.erased === true);
