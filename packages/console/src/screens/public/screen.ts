import type { TransparencyLog } from '@phananh/http/pages';
import type { Screen } from '../../frame/screen.ts';
import { accessibilityPage } from './accessibility.ts';
import { trackPage } from './track.ts';
import { publicWords } from './words.ts';

/** What anybody may look at, signed in or not. */
export const publicScreen = (log: TransparencyLog | undefined): Screen => ({
  menu: [
    {
      path: '/track',
      permission: 'public',
      group: 'figures',
      label: { en: publicWords.en.track, vi: publicWords.vi.track },
    },
  ],
  add: (frame) => {
    frame.page('/track', 'public', (visit) => trackPage(frame, visit, log), { counted: 'code' });
    frame.page('/accessibility', 'public', accessibilityPage);
  },
});
