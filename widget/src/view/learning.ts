// The choice whether the program may learn from this chat: off until ticked, never asked in danger.

import type { Conversation } from '../model/conversation.ts';
import { build, tickBox } from './build.ts';

/** The choice, and what brings it up to date with the server, which knows its words and state. */
export function learning(conversation: Conversation): [HTMLElement, () => void] {
  const title = new Text();
  const [label, box] = tickBox(title, (event) => {
    event.preventDefault(); // shown as chosen once the server has taken it
    void show({ on: box.checked });
  });
  const text = build('p.small');
  const element = build('div', { hidden: true }, label, text);
  let last: unknown;
  const show = async (change?: { on: boolean }): Promise<void> => {
    const asked = (last = conversation.learning(change));
    const said = await asked.catch(() => {});
    if (!said || asked !== last) return; // an older answer may be out of date
    element.hidden = !said.offered;
    box.checked = said.on!;
    title.data = said.title!;
    text.textContent = said.text!;
  };
  return [element, show];
}
