import { openDrafts } from './draft.ts';
import type { Island } from './island.ts';
import type { SentGiven } from './report-given.ts';

/** Where it is said that a report has arrived: what the browser kept of it is not kept any more. */

const sent: Island = ({ given }) => {
  // Written by the server, by the same type.
  const { key } = given as SentGiven;
  void openDrafts().then((drafts) => drafts?.removeSent(key));
};

export default sent;
