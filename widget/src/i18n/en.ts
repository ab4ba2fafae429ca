// Every word that the widget itself shows. Another language: a file like this one, and a line in
// words.ts.

export const en = {
  lang: 'en-GB',
  dir: 'ltr',
  title: 'First Step',
  chat: 'First Step chat',
  launch: 'Ask a question',
  launchAgain: 'Back to your chat',
  unread: (count: number) => (count === 1 ? '1 new message' : `${count} new messages`),
  close: 'Close chat',
  demo: 'This is a demonstration. Nobody will ring you.',

  helpNow: 'Get help now',
  help: {
    intro: 'Tap to call or text. The first four are there day and night.',
    lines: [
      ['Call 999', 'Life at risk, overdose, not breathing, violence now'],
      ['NHS 111, option 2', 'Mental health crisis, any age (England and Wales)'],
      ['Samaritans 116 123', 'Someone to talk to, day or night'],
      ['Text SHOUT to 85258', 'Help by text message'],
    ] as [contact: string, name: string][],
    nations: 'Scotland: call 111. Northern Ireland: Lifeline, 0808 808 8000.',
    silent: 'Cannot speak? Call 999 from a mobile, listen, and press 55 when asked.',
    provider: (name: string) =>
      `Admissions team, ${name}. Not an emergency service; hours not known`,
    ring: (phone: string) => `Ring ${phone}`,
    limits: 'I am a computer program. I cannot call anyone for you.',
    close: 'Close help',
  },

  exit: 'Quick exit',
  exitOnceMore: 'Press Shift once more to leave this site.',
  exitKeys:
    'To leave fast, choose Quick exit or press Shift three times. ' +
    'This clears the chat from this screen. It cannot clear your browser history.',

  whoAnswers: 'Who will answer?',
  who: {
    program:
      'A computer program answers in this chat. Its answers were written beforehand. ' +
      'It can get things wrong, and nobody may be reading along. If a person from the team joins, it says “a person”.',
    team: (provider: string) =>
      `The admissions team at ${provider} takes both phone calls and contact requests.`,
    hours: 'We do not know the hours when they answer.',
    device: 'This browser tab remembers the chat until you close the tab.',
    remember: 'Remember this chat on this device',
    rememberNote:
      'Anyone who uses this device could then read the chat. ' +
      'It stays for 30 days, or until you clear it or choose Quick exit.',
    clear: 'Clear this chat from the screen',
    clearNote:
      'This does not delete what was already sent. To ask for that, write “delete my details”.',
    close: 'Close this',
  },

  log: 'Messages',
  welcome:
    'Hello. You can ask me about addiction and about getting help. ' +
    'You do not need to give your name. If a life is at risk, call 999.',
  starters: [
    'Why do people become addicted?',
    'Is it a choice?',
    'What is treatment like?',
    'Help for someone I love',
    'Ask for a call',
  ],
  repliesLabel: 'Replies to choose from',
  chosen: 'chosen',

  sender: {
    visitor: 'You',
    bot: 'First Step, a computer program',
    staff: 'A person',
    system: 'First Step, a notice',
  },
  ended: 'The chat above has ended. You can go on writing.',
  named: (name: string) => `${name}, a person`,
  delivery: {
    sending: 'Sending',
    waiting: 'Not sent yet. Trying again.',
    refused: 'Not sent.',
    sent: 'Sent',
  },
  edit: 'Edit it',
  crisis: 'Please read this now',
  check: 'A quick safety check',
  call: (name: string) => `Call ${name}`,
  due: 'First Step is looking for an answer …',
  overdue:
    'This is taking longer than usual. Your message is kept. You do not need to send it again.',
  below: 'New message below',

  why: 'Why do you ask?',
  days: 'Choose a day, then a time',
  source: 'Where does this come from?',
  sourceLoading: 'One moment',
  sourceFailed: 'The source cannot be shown right now. Please try again later.',

  unsent:
    'The chat is not working right now. What you wrote is kept in this tab ' +
    'and is sent as soon as it can be. Nobody can see it yet.',
  cutOff: 'The chat cannot be reached right now. It is tried again and again.',
  troubleHelp: (phone: string) =>
    'If a life is at risk, call 999. Mental health crisis: 111, option 2. ' +
    `To talk: Samaritans 116 123. Admissions: ${phone}.`,
  tryNow: 'Try now',

  write: 'Your message',
  writeHint: 'Enter sends. Shift and Enter starts a new line.',
  send: 'Send',
  left: (count: number) =>
    count < 0 ? `${-count} characters too long` : `${count} characters left`,
  tooLong: (over: number) =>
    `This is ${over} ${over === 1 ? 'character' : 'characters'} too long (4,000 at most). ` +
    'Please shorten it, or send it in two parts.',
  limits: 'A computer program. Not an emergency service.',
};

export type Words = typeof en;
