// Polish. Not yet read by a native speaker: needs review before real visitors.
import type { Words } from './en.ts';

export const words: Words = {
  lang: 'pl',
  dir: 'ltr',
  title: 'First Step',
  chat: 'Czat First Step',
  launch: 'Zadaj pytanie',
  launchAgain: 'Wróć do czatu',
  unread: (count) => `Nowe wiadomości: ${count}`,
  close: 'Zamknij czat',
  demo: 'To jest pokaz. Nikt do Ciebie nie zadzwoni.',
  helpNow: 'Pomoc teraz',
  help: {
    intro: 'Dotknij, aby zadzwonić lub wysłać SMS. Pierwsze cztery działają dniem i nocą.',
    lines: [
      ['Zadzwoń 999', 'Zagrożenie życia, przedawkowanie, brak oddechu, przemoc teraz'],
      ['NHS 111, opcja 2', 'Kryzys psychiczny, każdy wiek (Anglia i Walia)'],
      ['Samaritans 116 123', 'Ktoś, z kim można porozmawiać, dniem i nocą'],
      ['Wyślij SHOUT na 85258', 'Pomoc przez SMS'],
    ],
    nations: 'Szkocja: zadzwoń 111. Irlandia Północna: Lifeline, 0808 808 8000.',
    silent: 'Nie możesz mówić? Zadzwoń z komórki na 999, słuchaj i na prośbę naciśnij 55.',
    provider: (name) =>
      `Zespół przyjęć, ${name}. To nie służby ratunkowe; godziny nieznane`,
    ring: (phone) => `Zadzwoń ${phone}`,
    limits: 'Jestem programem komputerowym. Nie mogę do nikogo zadzwonić za Ciebie.',
    close: 'Zamknij pomoc',
  },
  exit: 'Szybkie wyjście',
  exitOnceMore: 'Naciśnij Shift jeszcze raz, aby opuścić tę stronę.',
  exitKeys:
    'Aby szybko wyjść, wybierz Szybkie wyjście lub naciśnij Shift trzy razy. ' +
    'Czat zniknie z tego ekranu. Historii przeglądarki to nie usuwa.',
  whoAnswers: 'Kto odpowie?',
  who: {
    program:
      'W tym czacie odpowiada program komputerowy. Jego odpowiedzi napisano wcześniej. ' +
      'Może się mylić i być może nikt tego nie czyta. Gdy dołączy ktoś z zespołu, zobaczysz słowo „człowiek”.',
    team: (provider) => `Telefony i prośby o kontakt przyjmuje zespół przyjęć ${provider}.`,
    hours: 'Nie znamy godzin, w których odbierają.',
    device: 'Ta karta pamięta czat do chwili jej zamknięcia.',
    remember: 'Zapamiętaj ten czat na tym urządzeniu',
    rememberNote:
      'Każdy, kto używa tego urządzenia, będzie mógł przeczytać czat. ' +
      'Zostaje 30 dni albo do wyczyszczenia lub szybkiego wyjścia.',
    clear: 'Wyczyść ten czat z ekranu',
    clearNote:
      'To nie usuwa tego, co już wysłano. Aby o to poprosić, napisz „delete my details”.',
    close: 'Zamknij to',
  },
  log: 'Wiadomości',
  welcome:
    'Dzień dobry. Możesz mnie zapytać o uzależnienie i o to, jak dostać pomoc. ' +
    'Odpowiedzi są po angielsku. Jeśli życie jest zagrożone, zadzwoń 999.',
  starters: [
    'Why do people become addicted?',
    'Is it a choice?',
    'What is treatment like?',
    'Help for someone I love',
    'Ask for a call',
  ],
  repliesLabel: 'Odpowiedzi do wyboru',
  chosen: 'wybrano',
  sender: {
    visitor: 'Ty',
    bot: 'First Step, program komputerowy',
    staff: 'Człowiek',
    system: 'First Step, informacja',
  },
  ended: 'Powyższy czat się zakończył. Możesz pisać dalej.',
  named: (name) => `${name}, człowiek`,
  delivery: {
    sending: 'Wysyłanie',
    waiting: 'Jeszcze nie wysłano. Kolejna próba.',
    refused: 'Nie wysłano.',
    sent: 'Wysłano',
  },
  edit: 'Popraw',
  crisis: 'Przeczytaj to teraz',
  check: 'Krótkie pytanie o bezpieczeństwo',
  call: (name) => `Zadzwoń: ${name}`,
  due: 'First Step szuka odpowiedzi …',
  overdue:
    'To trwa dłużej niż zwykle. Twoja wiadomość jest zapisana. Nie musisz wysyłać jej ponownie.',
  below: 'Nowa wiadomość poniżej',
  why: 'Dlaczego pytacie?',
  days: 'Wybierz dzień, potem porę',
  source: 'Skąd to pochodzi?',
  sourceLoading: 'Chwileczkę',
  sourceFailed: 'Nie można teraz pokazać źródła. Spróbuj później.',
  unsent:
    'Czat teraz nie działa. To, co napisano, zostaje w tej karcie ' +
    'i zostanie wysłane, gdy tylko się da. Nikt jeszcze tego nie widzi.',
  cutOff: 'Nie można teraz połączyć się z czatem. Próbujemy dalej.',
  troubleHelp: (phone) =>
    'Jeśli życie jest zagrożone, zadzwoń 999. Kryzys psychiczny: 111, opcja 2. ' +
    `Rozmowa: Samaritans 116 123. Przyjęcia: ${phone}.`,
  tryNow: 'Spróbuj teraz',
  write: 'Twoja wiadomość',
  writeHint: 'Enter wysyła. Shift i Enter zaczyna nowy wiersz.',
  send: 'Wyślij',
  left: (count) => (count < 0 ? `Za dużo znaków: ${-count}` : `Pozostało znaków: ${count}`),
  tooLong: (over) =>
    `Za dużo znaków: ${over} (najwyżej 4000). Skróć wiadomość albo wyślij ją w dwóch częściach.`,
  limits: 'Program komputerowy. To nie służby ratunkowe.',
};
