import type { RunGiven, RunProgress } from './given.ts';
import type { Island } from './island.ts';

/** How far a bulk run is, as it goes on; the page with what came of each report is loaded once, when it has ended. */

/** Seconds. */
const every = 2;

const run: Island = ({ element, given, follow }) => {
  // Written by the server, by the same type.
  const { progress, address, validator, words } = given as RunGiven;
  const bar = element.querySelector('progress');
  const said = element.querySelector<HTMLElement>('[data-progress]');
  const counts = element.querySelector<HTMLElement>('[data-counts]');
  if (bar === null || said === null || counts === null) return;
  const note = element.querySelector<HTMLElement>('[data-reload]');
  if (note !== null) note.textContent = words.quiet;
  const end = follow(address, {
    every,
    validator,
    told: (answer) => {
      const now = answer as RunProgress;
      bar.value = now.come;
      said.textContent = now.said;
      for (const [at, item] of [...counts.children].entries()) item.textContent = now.counts[at] ?? '';
      if (now.isRunning || !progress.isRunning) return;
      end();
      location.reload();
    },
    goes: (so) => {
      if (note !== null) note.textContent = words[so === 'following' ? 'quiet' : so];
    },
  });
};

export default run;
