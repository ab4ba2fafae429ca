/** What the lines of "Get help now" ring or text, in the order of their words (i18n/en.ts). */
export const HELP_ADDRESSES = [
  'tel:999',
  'tel:111',
  'tel:116123',
  'sms:85258?&body=SHOUT', // iOS reads what follows the &, everyone else what follows the ?
] as const;
