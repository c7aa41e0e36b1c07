import { effect, signal } from '@preact/signals-core';
import { h, render, type VNode } from 'preact';
import type { RebuildGiven, RebuildSaid } from './given.ts';
import type { Island } from './island.ts';

/** How far lists and figures are that are computed anew, without a reload. */

/** Seconds. */
const every = 2;

const rebuild: Island = ({ element, given, follow }) => {
  // Written by the server, by the same type.
  const { said, address, words } = given as RebuildGiven;
  const now = signal(said);
  const how = signal<'following' | 'lost' | 'ended'>('following');
  const view = (): VNode => {
    const { text, share, isOver } = now.value;
    return h(
      'div',
      null,
      h('p', { id: 'rebuild-said', role: 'status' }, text),
      !isOver &&
        h('progress', { 'aria-labelledby': 'rebuild-said', max: 1, ...(share !== null && { value: share }) }),
      isOver &&
        !said.isOver &&
        h(
          'p',
          null,
          h('button', { type: 'button', class: 'second', onClick: () => location.reload() }, words.reload),
        ),
      how.value !== 'following' && h('p', { class: 'fine' }, words[how.value]),
    );
  };
  element.replaceChildren();
  effect(() => render(view(), element));
  if (said.isOver) return;
  const end = follow(address, {
    every,
    told: (answer) => {
      now.value = answer as RebuildSaid;
      if (now.value.isOver) end();
    },
    goes: (so) => {
      how.value = so;
    },
  });
};

export default rebuild;
