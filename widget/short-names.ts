// Names of properties that the build shortens: those which nothing but the widget ever sees. What
// the front door, the page or the storage knows by name isn't here, nor a name that the platform
// gives to something used here, nor one that is looked up by a string.

const BOTH = 'part opener launcher forget fold leave warn prepare out isOpen';
const VIEWS =
  'element below composer atEnd foldUp markChosen news provider showDelivery toEnd exitUrl ' +
  'openLabel startMessage position demo split';
const MODEL =
  'about accepted answerIsDue delivery drop events gone items learning markRead merge messagesAfter ' +
  'note permanent poll reached receive remember remembered retryAfter say seenBefore sorted ' +
  'startAfresh storageKey stuck takeBack tap trouble tryNow typing unread upTo written';
const WORDS =
  'chosen clearNote crisis device due edit ended exitKeys exitOnceMore helpNow hours intro launch ' +
  'launchAgain limits lines named nations overdue program rememberNote repliesLabel ring silent ' +
  'source sourceFailed sourceLoading starters team tooLong troubleHelp welcome whoAnswers ' +
  'writeHint';

const NAMES = `${BOTH} ${VIEWS} ${MODEL} ${WORDS}`.split(' ');
const LETTERS = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';

/** What terser is told. A name is the same in every file, as they read each other's properties. */
export const shortNames = {
  mangle: { properties: { regex: new RegExp(`^(${NAMES.join('|')})$`), builtins: true } },
  nameCache: {
    props: {
      props: Object.fromEntries(
        NAMES.map((name, at) => [`$${name}`, LETTERS[at] ?? `$${LETTERS[at - LETTERS.length]}`]),
      ),
    },
  },
};
