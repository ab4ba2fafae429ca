// What the build shortens to keep the widget small: names which nothing but the widget ever sees.

import type { Plugin } from 'vite';

// Of properties. A name that the front door, the page or the storage knows isn't here (or stands in
// quotes in the source, and is then kept), nor one that the platform gives to something used here,
// nor one that is looked up by a string.
const BOTH = 'part opener launcher forget fold unfold leave tell warn out';
const VIEWS =
  'message element below composer atEnd foldUp markChosen news provider showDelivery toEnd ' +
  'exitUrl openLabel startMessage position demo findNumbers host';
const MODEL =
  'sender answer buttons days messages why entries about accepted answerIsDue delivery drop ' +
  'events gone items learning markRead merge messagesAfter note permanent poll reached receive ' +
  'remember remembered retryAfter say seenBefore sorted startAfresh storageKey stuck takeBack ' +
  'trouble tryNow typing unread upTo written send load save wait cut typed stop';
const WORDS =
  'chosen clearNote crisis device due edit ended exitKeys exitOnceMore helpNow hours intro launch ' +
  'launchAgain limits lines named nations overdue program rememberNote repliesLabel ring silent ' +
  'source sourceFailed sourceLoading starters team tooLong troubleHelp welcome whoAnswers ' +
  'writeHint check call write left who log';

// Of custom properties in the styles.
const STYLES =
  'accent accent-text crisis edge ground help line link muted soft text warn warn-edge';

const LETTERS = 'etnroaiscldupfhmgbwvyxkzSTMNACEDIOjLUHqPRBWFGJKQVXYZ';
const NAMES = `${BOTH} ${VIEWS} ${MODEL} ${WORDS}`.split(' ');
const short = (at: number): string => LETTERS[at] ?? `e${short(at - LETTERS.length)}`;

/** What terser is told. A name is the same in every file, as they read each other's properties. */
export const shortProperties = {
  mangle: {
    properties: {
      regex: new RegExp(`^(${NAMES.join('|')})$`),
      builtins: true,
      keep_quoted: 'strict',
    },
  },
  nameCache: {
    props: { props: Object.fromEntries(NAMES.map((name, at) => [`$${name}`, short(at)])) },
  },
} as const;

/** Shortens the custom properties in the styles. Each must be declared on an element of ours: a page
 * may have one of the same name, which would be inherited. */
export const shortStyles: Plugin = {
  name: 'short-styles',
  enforce: 'pre',
  transform(code, id) {
    if (!id.includes('.css')) return null;
    const names = STYLES.split(' ');
    return code.replace(/--[\w-]+/g, (name) => {
      const at = names.indexOf(name.slice(2));
      return at < 0 ? name : `--${short(at)}`;
    });
  },
};
