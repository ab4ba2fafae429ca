// The page of themes: puts the chat on the page again with what was chosen, and shows the markup.

const form = document.getElementById('themes');
const code = document.querySelector('#snippet code');
const sheet = new CSSStyleSheet();
document.adoptedStyleSheets = [sheet];

function show() {
  const { accent, ...attributes } = Object.fromEntries(new FormData(form));
  const given = Object.entries(attributes).filter(([, value]) => value);
  sheet.replaceSync(accent ? `first-step-chat { --first-step-accent: ${accent}; }` : '');
  document.querySelector('first-step-chat')?.remove();
  const chat = document.createElement('first-step-chat');
  for (const [name, value] of [['demo', ''], ...given]) chat.setAttribute(name, value);
  document.getElementById('place').append(chat);
  const data = given.map(([name, value]) => `\n        data-${name}="${value.replaceAll('"', '&quot;')}"`);
  const style = accent ? `<style>\n  first-step-chat { --first-step-accent: ${accent}; }\n</style>\n` : '';
  code.textContent = `${style}<script src="${location.origin}/widget/first-step.js" defer${data.join('')}></script>`;
}

form.addEventListener('input', show);
form.addEventListener('submit', (event) => event.preventDefault());
show();
