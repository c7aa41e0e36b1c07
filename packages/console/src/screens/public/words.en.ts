export const en = {
  track: 'Follow a report',
  trackLead:
    'With the code that you got when you reported. Whoever has the code can read how it goes, and change nothing.',
  code: 'Tracking code',
  codeHint: 'Ten letters and digits, such as ABCDE-12345. Hyphen and small letters do not matter.',
  show: 'Show',
  notFound: 'There is no report with this code. Look at it once more: O is taken for 0, and I and L for 1.',
  reported: 'Reported',
  due: 'Result due by',
  mayMove: 'may still move',
  round: 'Handled again after a dispute',
  answer: 'The answer',
  place: 'Place',
  category: 'Category',
  beforePublication:
    'What was reported and what was done can be read here when the result is published for everybody.',
  mine: 'This is your report.',
  toMine: 'To my report',
  receiptTitle: 'Receipt',
  receiptFor: 'Whose report it is takes the receipt away there: signed in, or by the one-time link.',
  openByLink: 'Open it by the link',
  accessibility: 'Accessibility',
  accessibilityLead:
    'Everybody is to be able to report, follow and read: with a keyboard, a screen reader, a small or a large screen, and without JavaScript.',
  goal: 'What we aim at',
  goalText: 'WCAG 2.2, level AA.',
  how: 'What was done for it',
  howItems: {
    forms: 'Every page and every form works without JavaScript.',
    keyboard: 'Everything can be reached and done by keyboard, and one sees where one is.',
    colour: 'Nothing is said by colour alone; light and dark follow your device.',
    drawings: 'Every drawing has a table with the same numbers beside it.',
    maps: 'Every map has the list of the same reports beside it, and its marks are reached by keyboard.',
    language: 'Pages are in Vietnamese and English, and say which.',
    tested: 'Pages are tested with axe-core in a real browser before each release.',
  },
  gaps: 'What is not good yet',
  gapsItems: {
    photos:
      'Photos that citizens send have no description by themselves; the text of the report stands beside them.',
    users: 'No test by people with disabilities has been done yet, and no audit by somebody else.',
  },
  tell: 'If something is in your way',
  tellText:
    'Tell the centre that runs this page, by the way by which you report. Say what you wanted to do and where it stopped.',
} as const;
