import { answerFile } from '@phananh/http/pages';
import type { Screen } from '../../frame/screen.ts';
import { figuresFile, figuresPage } from './figures.ts';
import { publishedList } from './list.ts';
import { addPublishedMap } from './map.ts';
import { publishedCase } from './one.ts';
import { publishedWords } from './words.ts';

/** What was published: for everybody, signed in or not, and the same for each. */
export const publishedScreen: Screen = {
  menu: [
    {
      path: '/published',
      permission: 'public',
      group: 'figures',
      isTop: true,
      label: { en: publishedWords.en.menu, vi: publishedWords.vi.menu },
    },
  ],
  add: (frame) => {
    const { evidence } = frame;
    frame.page('/published', 'public', (visit) => publishedList(frame, visit));
    addPublishedMap(frame);
    frame.page('/published/figures', 'public', (visit) => figuresPage(frame, visit));
    frame.file('/published/figures/:table(^[a-z]+).csv', 'public', (visit, reply) =>
      figuresFile(frame, visit, reply),
    );
    frame.page('/published/reports/:id', 'public', (visit) => publishedCase(frame, visit));
    if (evidence !== undefined)
      frame.file('/published/photos/:id/:form', 'public', async ({ request }, reply) => {
        const params: { readonly [name: string]: unknown } = Object(request.params);
        const form = params.form === 'thumbnail' ? 'thumbnail' : 'copy';
        // As everybody may see it, whoever looks.
        return answerFile(request, reply, await evidence.find(String(params.id), form, undefined), form);
      });
  },
};
