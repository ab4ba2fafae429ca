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

export function newTrouble({ provider, findNumbers }: Settings, tryNow: () => void): Trouble {
  const element = build('div.trouble', { role: 'alert' });
  let shown: State['trouble'] = null;
  return {
    element,
    show(trouble) {
      if (trouble === shown) return;
      shown = trouble;
      element.replaceChildren();
      if (!trouble) return;
      const text = `${words[trouble]}\n${words.troubleHelp(provider.phone)}`;
      element.append(...paragraphs(text, findNumbers), button('', words.tryNow, tryNow));
    },
  };
}
