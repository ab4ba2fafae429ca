// The one script. Defines the element, and puts it on the page where the page has none itself.

import { FirstStepChat } from './element.ts';
import { ATTRIBUTES } from './settings.ts';

const TAG = 'first-step-chat';
const script = document.currentScript as HTMLScriptElement | null;

function place(): void {
  if (document.querySelector(TAG)) return;
  const element = document.createElement(TAG);
  for (const name of ATTRIBUTES) {
    const value = script?.getAttribute(`data-${name}`);
    if (value != null) element.setAttribute(name, value);
  }
  document.body.append(element);
}

// A browser too old for this keeps what the page wrote inside the element: numbers to ring.
if ('adoptedStyleSheets' in Document.prototype && !customElements.get(TAG)) {
  if (script) FirstStepChat.home = script.src;
  customElements.define(TAG, FirstStepChat);
  if (document.readyState === 'loading') addEventListener('DOMContentLoaded', place);
  else place();
}
