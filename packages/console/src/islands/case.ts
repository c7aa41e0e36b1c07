import { effect, signal } from '@preact/signals-core';
import { h, render, type VNode } from 'preact';
import type { CaseGiven, OpenCase } from './given.ts';
import type { Island } from './island.ts';

/** Who else has a case open, and whether something happened to it since the page was made. */

/** Seconds: twice in the time for which the host takes a page to be open still. */
const every = 20;

const openCase: Island = ({ element, given, follow }) => {
  // Written by the server, by the same type.
  const { open, address, validator, words } = given as CaseGiven;
  const now = signal(open);
  const how = signal<'following' | 'lost' | 'ended'>('following');
  const view = (): VNode => {
    const { others, revision } = now.value;
    const fresh = revision - open.revision;
    return h(
      'p',
      { class: others.length === 0 ? 'live' : 'live busy', role: 'status' },
      fresh > 0 &&
        h(
          'button',
          { type: 'button', class: 'second', onClick: () => location.reload() },
          words.fresh.replace('{n}', String(fresh)),
        ),
      h('span', null, others.length === 0 ? words.alone : words.others.replace('{who}', others.join('; '))),
      how.value !== 'following' && h('span', { class: 'fine' }, words[how.value]),
    );
  };
  element.replaceChildren();
  effect(() => render(view(), element));
  follow(address, {
    every,
    validator,
    told: (answer) => {
      now.value = answer as OpenCase;
    },
    goes: (so) => {
      how.value = so;
    },
  });
};

export default openCase;
