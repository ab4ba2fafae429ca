import composer from './composer.css?inline';
import controls from './controls.css?inline';
import launcher from './launcher.css?inline';
import messages from './messages.css?inline';
import panel from './panel.css?inline';
import theme from './theme.css?inline';

let made: CSSStyleSheet[] | null = null;

/** The styles, parsed once for all elements. Constructed sheets need no 'unsafe-inline'. */
export function sheets(): CSSStyleSheet[] {
  made ??= [theme, controls, launcher, panel, messages, composer].map((text) => {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(text);
    return sheet;
  });
  return [...made];
}
