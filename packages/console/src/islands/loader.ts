import type { Follow, Island } from './island.ts';

/** Begins the islands of a page. Stands in the page itself, which its policy lets run by its hash. */

/** Seconds: no longer between two questions, however often none was answered. */
const longest = 300;

const follow: Follow = (address, { every, validator, told, goes }) => {
  let tag = validator;
  let missed = 0;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let isOver = false;

  const end = (): void => {
    isOver = true;
    clearTimeout(timer);
    document.removeEventListener('visibilitychange', seen);
  };
  const later = (): void => {
    if (!isOver) timer = setTimeout(ask, Math.min(longest, every * 2 ** missed) * 1_000);
  };
  const ask = async (): Promise<void> => {
    // Nobody looks: it is asked when somebody does again.
    if (document.hidden) return;
    try {
      const answer = await fetch(address, {
        cache: 'no-store',
        redirect: 'manual',
        headers: { accept: 'application/json', ...(tag !== undefined && { 'if-none-match': tag }) },
      });
      // To be led elsewhere is to be led to the page to sign in on.
      if (answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403) {
        end();
        goes('ended');
        return;
      }
      if (answer.status !== 304) {
        if (!answer.ok) throw new Error(`answered ${answer.status}`);
        tag = answer.headers.get('etag') ?? undefined;
        told(await answer.json());
      }
      if (missed > 0) goes('following');
      missed = 0;
    } catch {
      missed += 1;
      if (missed === 2) goes('lost');
    }
    later();
  };
  const seen = (): void => {
    clearTimeout(timer);
    if (!document.hidden) void ask();
  };
  document.addEventListener('visibilitychange', seen);
  later();
  return end;
};

for (const element of document.querySelectorAll<HTMLElement>('[data-island]')) {
  const loaded: Promise<{ readonly default: Island }> = import(`islands/${element.dataset.island}`);
  const given: unknown = JSON.parse(element.dataset.given ?? 'null');
  // An island that does not come leaves the page as it is without JavaScript.
  loaded.then(({ default: begin }) => begin({ element, given, follow })).catch(console.error);
}
