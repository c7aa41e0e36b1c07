import { type Html, html } from './html.ts';
import { type MenuEntry, type MenuGroup, menuGroups, type Visit } from './screen.ts';
import { frameWords } from './words.ts';

/** As many entries stand in one line beside the name of whoever is signed in. */
const mostInOneLine = 6;

interface Folded {
  readonly group: MenuGroup;
  readonly entries: readonly MenuEntry[];
}

/** The entries of somebody by what they belong to. */
export const grouped = (menu: readonly MenuEntry[]): readonly Folded[] =>
  menuGroups
    .map((group) => ({ group, entries: menu.filter((entry) => entry.group === group) }))
    .filter(({ entries }) => entries.length > 0);

/** What stands in the bar, and what behind it. A short menu is a line; of a long one a group of one entry stands with what is left. */
export const barOf = (
  menu: readonly MenuEntry[],
): { readonly top: readonly MenuEntry[]; readonly folded: readonly Folded[] } => {
  if (menu.length <= mostInOneLine) return { top: menu, folded: [] };
  const groups = grouped(menu.filter(({ isTop }) => isTop !== true));
  const own = groups.filter(({ group, entries }) => group !== 'more' && entries.length > 1);
  const left = groups.filter((one) => !own.includes(one)).flatMap(({ entries }) => entries);
  return {
    top: menu.filter(({ isTop }) => isTop === true),
    folded: left.length === 0 ? own : [...own, { group: 'more', entries: left }],
  };
};

export const menuOf = (
  { language, root }: Visit,
  menu: readonly MenuEntry[],
  under: string | undefined,
): Html => {
  const words = frameWords[language];
  const { top, folded } = barOf(menu);
  const link = ({ path, label }: MenuEntry): Html =>
    html`<li><a href=${root + path} aria-current=${path === under ? 'page' : undefined}>${label[language]}</a></li>`;
  // One of the same name closes the others, without JavaScript.
  return html`
    <nav class="menu" aria-label=${words.menu}>
      <ul>
        ${top.map(link)}
        ${folded.map(
          ({ group, entries }) => html`
            <li class="folded"><details name="menu">
              <summary aria-current=${entries.some(({ path }) => path === under) ? 'true' : undefined}>${words.groups[group].name}</summary>
              <ul>${entries.map(link)}</ul>
            </details></li>
          `,
        )}
      </ul>
    </nav>
  `;
};
