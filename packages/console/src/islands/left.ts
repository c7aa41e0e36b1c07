import { openDrafts } from './draft.ts';
import type { Island } from './island.ts';

/** Where somebody has just signed out: what they typed and did not send is not for whoever uses this browser next. */

const left: Island = () => {
  void openDrafts().then((drafts) => drafts?.removeOfSignedIn());
};

export default left;
