// Said while the front door cannot be reached. Real trouble, so it is an alert; it never covers.

import { words } from '../i18n/words.ts';
import type { State } from '../model/conversation.ts';
import type { Settings } from '../settings.ts';
import { build, button } from './build.ts';
import { paragraphs } from './linked-text.ts';

export interface Trouble {
  element: HTMLElement;
  show(trouble: State['trouble']): void;
}

/** The focus, if it is in here, stays on the button while there is trouble, then goes to `next`. */
export function newTrouble(
  { provider, findNumbers }: Settings,
  tryNow: () => void,
  next: HTMLElement,
): Trouble {
  const element = build('div.trouble', { role: 'alert' });
  const again = button('', words.tryNow, tryNow);
  let shown: State['trouble'] = null;

  return {
    element,
    show(trouble) {
      if (shown === (shown = trouble)) return;
      const focused = element.matches(':focus-within');
      const text = trouble ? `${words[trouble]}\n${words.troubleHelp(provider.phone)}` : '';
      element.replaceChildren(...paragraphs(text, findNumbers));
      if (text) element.append(again);
      if (focused) (text ? again : next).focus();
    },
  };
}
