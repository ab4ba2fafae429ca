import composer from './composer.css?inline';
import controls from './controls.css?inline';
import launcher from './launcher.css?inline';
import messages from './messages.css?inline';
import panel from './panel.css?inline';
import theme from './theme.css?inline';

let made: CSSStyleSheet | undefined;

/** The styles, parsed once for all elements. Constructed sheets need no 'unsafe-inline'. */
export function sheet(): CSSStyleSheet {
  if (made) return made;
  made = new CSSStyleSheet();
  made.replaceSync(theme + controls + launcher + panel + messages + composer);
  return made;
}
