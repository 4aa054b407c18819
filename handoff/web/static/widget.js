/*
 * <balie-chat>: the customer's side of the chat. One file, no dependencies, no build step.
 *
 *   <script src="https://balie.example/static/widget.js" data-language="auto" data-title="Spaakrijk" defer></script>
 *
 * Options, as data-* on the script or on an element placed by hand:
 *   data-server    address of the service; default: where this script came from
 *   data-language  nl | en | auto (the page's lang, then the browser's language)
 *   data-title     heading of the panel
 *   data-phone     number to show when the chat cannot be reached
 *   data-privacy   address of the privacy statement
 * Colours: --balie-brand (surfaces), --balie-on-brand (text on them), --balie-accent (lines and links) on the element;
 * set them for dark mode too.
 * Any element with data-balie-open opens the chat when it is clicked.
 *
 * It lives on pages with a strict Content-Security-Policy: styles go in by adoptedStyleSheets, nodes are built one
 * by one, nothing is ever parsed as HTML.
 *
 * Sections: strings, helpers, icons, styles, HTTP, line (WebSocket and polling), storage, element, insertion.
 */
(() => {
  'use strict';
  if (customElements.get('balie-chat')) return;

  // ---------------------------------------------------------------- strings

  const STRINGS = {
    nl: {
      launcher: 'Chat',
      launcherLabel: 'Chat openen',
      unreadOne: '1 nieuw bericht',
      unreadMany: '{n} nieuwe berichten',
      defaultTitle: 'Chat',
      close: 'Chat sluiten',
      menu: 'Meer mogelijkheden',
      language: 'Taal van het venster',
      human: 'Medewerker spreken',
      humanAsked: 'Ik wil graag een medewerker spreken.',
      log: 'Gesprek',
      intro: 'Deel hier geen BSN, wachtwoord of pasgegevens.',
      privacy: 'Privacyverklaring',
      starting: 'Gesprek wordt gestart…',
      gone: 'Je vorige gesprek is niet meer beschikbaar. We zijn een nieuw gesprek begonnen.',
      statusBot: 'Digitale assistent',
      statusWaiting: 'Wacht op een medewerker',
      statusAgent: 'In gesprek met een medewerker',
      statusAgentNamed: 'In gesprek met {name}',
      statusClosed: 'Gesprek gesloten',
      fromYou: 'Jij',
      fromBot: 'Assistent',
      fromAgent: 'Medewerker',
      fromAgentNamed: 'Medewerker {name}',
      fromSystem: 'Mededeling',
      botBusy: 'De assistent schrijft…',
      botSlow: 'Dit duurt langer dan normaal. Je hoeft niets opnieuw te sturen.',
      agentTyping: 'De medewerker typt…',
      agentTypingNamed: '{name} typt…',
      queuePosition: 'Je bent nummer {n} in de rij.',
      queueNext: 'Je bent als eerste aan de beurt.',
      queuePending: 'Je staat in de rij voor een medewerker.',
      waitShort: 'Verwachte wachttijd: minder dan 1 minuut.',
      waitOne: 'Verwachte wachttijd: ongeveer 1 minuut.',
      waitMany: 'Verwachte wachttijd: ongeveer {n} minuten.',
      queueClosed: 'Onze medewerkers zijn er nu niet. Je bericht blijft staan tot zij er weer zijn.',
      connecting: 'Verbinding maken…',
      reconnecting: 'De verbinding is weg. We proberen het vanzelf opnieuw.',
      offline: 'Je bent offline. We versturen je berichten zodra je weer verbinding hebt.',
      tryNow: 'Probeer nu',
      field: 'Je bericht',
      placeholder: 'Typ je vraag…',
      send: 'Versturen',
      attach: 'Foto of pdf toevoegen',
      attachRemove: '{name} niet meesturen',
      attachSending: '{name} wordt verstuurd…',
      attachTooBig: 'Dit bestand is groter dan 10 MB. Kun je een kleinere versie sturen?',
      attachWrongType: 'Dit soort bestand kunnen we niet openen. Een foto (jpg, png, webp, heic) of een pdf lukt wel.',
      attachEmpty: 'Dit bestand is leeg. Kun je het nog eens kiezen?',
      attachFailed: 'Het bestand is niet verstuurd.',
      attachment: 'Bijlage',
      counter: '{n} van {max} tekens',
      tooLong: 'Je bericht is te lang: {n} van {max} tekens. Maak het korter of stuur het in twee berichten.',
      newMessages: 'Nieuwe berichten',
      sending: 'Wordt verstuurd…',
      waitingToSend: 'Nog niet verstuurd',
      notSent: 'Niet verstuurd.',
      retry: 'Opnieuw proberen',
      discard: 'Verwijderen',
      read: 'Gelezen',
      today: 'Vandaag',
      yesterday: 'Gisteren',
      source: 'Bron: {title}',
      newWindow: '(opent in een nieuw venster)',
      caseNumber: 'Zaak {n}',
      chosen: 'gekozen',
      download: 'Gesprek bewaren (.txt)',
      mail: 'Gesprek mailen',
      soundOn: 'Geluid aanzetten',
      soundOff: 'Geluid uitzetten',
      forget: 'Gesprek wissen op dit apparaat',
      forgetTitle: 'Gesprek wissen op dit apparaat?',
      forgetText: 'Je ziet het gesprek hier daarna niet meer. Wacht je op een medewerker? Dan zie je ook het antwoord niet.',
      forgetDo: 'Wissen',
      cancel: 'Annuleren',
      mailTitle: 'Gesprek mailen',
      mailField: 'E-mailadres',
      mailSend: 'Mailen',
      mailBad: 'Dit e-mailadres klopt nog niet. Controleer het even.',
      mailDone: 'Gelukt. We mailen het gesprek naar {email}.',
      closedText: 'Dit gesprek is gesloten.',
      rateTitle: 'Hoe tevreden ben je over dit gesprek?',
      rateLow: 'Niet tevreden',
      rateHigh: 'Heel tevreden',
      rateValue: '{n} van 5',
      rateComment: 'Wil je er iets bij zeggen? (mag, hoeft niet)',
      rateSend: 'Beoordeling versturen',
      rateMissing: 'Kies eerst een cijfer van 1 tot en met 5.',
      rateDone: 'Dank je wel voor je beoordeling.',
      startNew: 'Nieuw gesprek beginnen',
      errNetwork: 'We kunnen de chat nu niet bereiken. We proberen het vanzelf opnieuw.',
      errServer: 'Er gaat bij ons iets mis. We proberen het vanzelf opnieuw.',
      errAction: 'Dat is niet gelukt. Probeer het straks nog een keer.',
      errBusy: 'Het is nu erg druk. We proberen het zo nog een keer.',
      errTooBig: 'Dit is te groot om te versturen.',
      errPhone: 'Bellen kan ook: {phone}.',
      transcriptTitle: 'Gesprek met {title}',
      transcriptFile: 'gesprek',
    },
    en: {
      launcher: 'Chat',
      launcherLabel: 'Open chat',
      unreadOne: '1 new message',
      unreadMany: '{n} new messages',
      defaultTitle: 'Chat',
      close: 'Close chat',
      menu: 'More options',
      language: 'Language of this window',
      human: 'Talk to a person',
      humanAsked: 'I would like to talk to a person.',
      log: 'Conversation',
      intro: 'Please do not share a citizen service number (BSN), password or card details here.',
      privacy: 'Privacy statement',
      starting: 'Starting the conversation…',
      gone: 'Your previous conversation is no longer available. We have started a new one.',
      statusBot: 'Digital assistant',
      statusWaiting: 'Waiting for a person',
      statusAgent: 'Talking to a member of staff',
      statusAgentNamed: 'Talking to {name}',
      statusClosed: 'Conversation closed',
      fromYou: 'You',
      fromBot: 'Assistant',
      fromAgent: 'Staff',
      fromAgentNamed: 'Staff member {name}',
      fromSystem: 'Notice',
      botBusy: 'The assistant is writing…',
      botSlow: 'This is taking longer than usual. There is no need to send anything again.',
      agentTyping: 'A member of staff is typing…',
      agentTypingNamed: '{name} is typing…',
      queuePosition: 'You are number {n} in the queue.',
      queueNext: 'You are next in line.',
      queuePending: 'You are in the queue for a person.',
      waitShort: 'Expected wait: less than 1 minute.',
      waitOne: 'Expected wait: about 1 minute.',
      waitMany: 'Expected wait: about {n} minutes.',
      queueClosed: 'Our staff are not available right now. Your message stays here until they are back.',
      connecting: 'Connecting…',
      reconnecting: 'The connection was lost. We keep trying to restore it.',
      offline: 'You are offline. We will send your messages as soon as you are connected again.',
      tryNow: 'Try now',
      field: 'Your message',
      placeholder: 'Type your question…',
      send: 'Send',
      attach: 'Add a photo or PDF',
      attachRemove: 'Do not send {name}',
      attachSending: 'Sending {name}…',
      attachTooBig: 'This file is larger than 10 MB. Could you send a smaller version?',
      attachWrongType: 'We cannot open this kind of file. A photo (jpg, png, webp, heic) or a PDF will work.',
      attachEmpty: 'This file is empty. Could you choose it again?',
      attachFailed: 'The file was not sent.',
      attachment: 'Attachment',
      counter: '{n} of {max} characters',
      tooLong: 'Your message is too long: {n} of {max} characters. Please shorten it or send it in two messages.',
      newMessages: 'New messages',
      sending: 'Sending…',
      waitingToSend: 'Not sent yet',
      notSent: 'Not sent.',
      retry: 'Try again',
      discard: 'Delete',
      read: 'Read',
      today: 'Today',
      yesterday: 'Yesterday',
      source: 'Source: {title}',
      newWindow: '(opens in a new window)',
      caseNumber: 'Case {n}',
      chosen: 'chosen',
      download: 'Save conversation (.txt)',
      mail: 'E-mail conversation',
      soundOn: 'Turn sound on',
      soundOff: 'Turn sound off',
      forget: 'Erase conversation on this device',
      forgetTitle: 'Erase the conversation on this device?',
      forgetText: 'You will no longer see this conversation here. If you are waiting for a person, you will not see the answer either.',
      forgetDo: 'Erase',
      cancel: 'Cancel',
      mailTitle: 'E-mail conversation',
      mailField: 'E-mail address',
      mailSend: 'Send e-mail',
      mailBad: 'This e-mail address does not look right yet. Please check it.',
      mailDone: 'Done. We are sending the conversation to {email}.',
      closedText: 'This conversation is closed.',
      rateTitle: 'How satisfied are you with this conversation?',
      rateLow: 'Not satisfied',
      rateHigh: 'Very satisfied',
      rateValue: '{n} out of 5',
      rateComment: 'Anything you would like to add? (optional)',
      rateSend: 'Send rating',
      rateMissing: 'Please choose a score from 1 to 5 first.',
      rateDone: 'Thank you for your rating.',
      startNew: 'Start a new conversation',
      errNetwork: 'We cannot reach the chat right now. We keep trying.',
      errServer: 'Something went wrong on our side. We keep trying.',
      errAction: 'That did not work. Please try again in a moment.',
      errBusy: 'It is very busy right now. We will try again shortly.',
      errTooBig: 'This is too large to send.',
      errPhone: 'You can also call {phone}.',
      transcriptTitle: 'Conversation with {title}',
      transcriptFile: 'conversation',
    },
  };

  // ---------------------------------------------------------------- helpers

  const MAX_TEXT = 4000;
  const COUNTER_FROM = 3600;
  const MAX_FILE = 10 * 1024 * 1024;
  const FILE_TYPES = ['image/jpeg', 'image/png', 'image/webp', 'image/heic', 'image/heif', 'application/pdf'];
  const FILE_NAMES = /\.(jpe?g|png|webp|hei[cf]|pdf)$/i;
  const ASK_HUMAN = '/ask_human';
  const NARROW = '(max-width: 35em), (max-height: 30em)';

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, key) => values[key] ?? '');
  const characters = (text) => Array.from(text).length; // code points, as the server counts
  const sleep = (ms) => new Promise((done) => setTimeout(done, ms));
  const backoff = (attempt, most = 30000) =>
    Math.min(most, 1000 * 2 ** Math.max(0, attempt - 1)) * (0.5 + Math.random() / 2);

  function uuid() {
    if (crypto.randomUUID) return crypto.randomUUID(); // only there on https and localhost
    const b = crypto.getRandomValues(new Uint8Array(16));
    b[6] = (b[6] & 15) | 64;
    b[8] = (b[8] & 63) | 128;
    const x = Array.from(b, (n) => n.toString(16).padStart(2, '0')).join('');
    return [x.slice(0, 8), x.slice(8, 12), x.slice(12, 16), x.slice(16, 20), x.slice(20)].join('-');
  }

  /** An element with attributes, listeners (`on`), a test id (`t`) and children. Never markup. */
  function h(tag, props, ...children) {
    const node = document.createElement(tag);
    for (const [key, value] of Object.entries(props || {})) {
      if (value === null || value === undefined || value === false) continue;
      if (key === 'on') for (const [type, fn] of Object.entries(value)) node.addEventListener(type, fn);
      else if (key === 't') {
        node.setAttribute('part', value);
        node.setAttribute('data-testid', 'balie-' + value);
      } else node.setAttribute(key, value === true ? '' : value);
    }
    node.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
    return node;
  }

  /** Live regions speak on every change, so only write what is different. */
  function setText(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }
  function setAttr(node, name, value) {
    if (value === null || value === false) node.removeAttribute(name);
    else if (node.getAttribute(name) !== String(value)) node.setAttribute(name, value);
  }

  function safeUrl(url, base) {
    try {
      const parsed = new URL(url, base);
      return parsed.protocol === 'https:' || parsed.protocol === 'http:' ? parsed.href : null;
    } catch {
      return null;
    }
  }

  /** Text with its web addresses as links; everything else stays text. */
  function linked(text, newWindow) {
    const out = [];
    let from = 0;
    for (const match of text.matchAll(/https?:\/\/[^\s<>"'“”‘’]+/gi)) {
      let raw = match[0].replace(/[.,;:!?…]+$/, '');
      if (raw.endsWith(')') && !raw.includes('(')) raw = raw.slice(0, -1);
      const href = safeUrl(raw);
      if (!href) continue;
      out.push(text.slice(from, match.index), outLink(href, raw, newWindow));
      from = match.index + raw.length;
    }
    out.push(text.slice(from));
    return out;
  }
  function outLink(href, text, newWindow, props) {
    return h('a', { href, target: '_blank', rel: 'noopener noreferrer nofollow', ...props },
      text, h('span', { class: 'sr' }, ' ' + newWindow));
  }

  const agentName = (message) =>
    (typeof message.agent === 'string' ? message.agent : message.agent && message.agent.name) || '';

  function fileSize(bytes, language) {
    const n = bytes < 1048576 ? Math.max(bytes / 1024, 1) : bytes / 1048576;
    const text = n.toLocaleString(language, { maximumFractionDigits: bytes < 1048576 ? 0 : 1 });
    return text + (bytes < 1048576 ? ' kB' : ' MB');
  }

  function saveFile(blob, name) {
    const href = URL.createObjectURL(blob);
    const link = h('a', { href, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(href), 30000);
  }

  // ---------------------------------------------------------------- icons

  const ICONS = {
    chat: 'M4 5.5A2.5 2.5 0 0 1 6.5 3h11A2.5 2.5 0 0 1 20 5.5v8a2.5 2.5 0 0 1-2.5 2.5H11l-5 4.5V16A2.5 2.5 0 0 1 4 13.5zM8 8h8M8 11.5h5',
    close: 'M6 6l12 12M18 6L6 18',
    menu: 'M12 5.5v.01M12 12v.01M12 18.5v.01',
    person: 'M12 12a4 4 0 1 0 0-8 4 4 0 0 0 0 8zM4.5 20.5c.8-3.6 3.8-5.5 7.5-5.5s6.7 1.9 7.5 5.5',
    send: 'M4 12l16-8-5.5 16-3-6.5zM11.5 13.5L20 4',
    clip: 'M20 11.5l-8.2 8.2a5 5 0 0 1-7.1-7.1l8.5-8.5a3.4 3.4 0 0 1 4.8 4.8l-8.4 8.4a1.7 1.7 0 0 1-2.4-2.4l7.6-7.6',
    down: 'M12 5v14M6 13l6 6 6-6',
    book: 'M5 4.5h9.5A2.5 2.5 0 0 1 17 7v13H7.5A2.5 2.5 0 0 1 5 17.5zM8.5 8.5h5M19.5 8v12',
    folder: 'M3.5 6.5h6l2 2.5h9v10h-17z',
  };
  function icon(name) {
    const ns = 'http://www.w3.org/2000/svg';
    const svg = document.createElementNS(ns, 'svg');
    const path = document.createElementNS(ns, 'path');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('aria-hidden', 'true');
    svg.setAttribute('focusable', 'false');
    svg.setAttribute('class', 'icon icon-' + name);
    path.setAttribute('d', ICONS[name]);
    svg.append(path);
    return svg;
  }

  // ---------------------------------------------------------------- styles

  const CSS = `
:host {
  all: initial;
  --brand: var(--balie-brand, #0b5c6e);
  --on-brand: var(--balie-on-brand, #ffffff);
  --accent: var(--balie-accent, #0b5c6e);
  --bg: var(--balie-bg, #ffffff);
  --surface: var(--balie-surface, #eef2f4);
  --agent: var(--balie-agent, #fdf1dc);
  --text: var(--balie-text, #17212a);
  --muted: var(--balie-muted, #4c5a66);
  --line: var(--balie-line, #d3dbe0);
  --edge: var(--balie-edge, #6f7d88);
  --warn-bg: #fff3d6;
  --warn-text: #5c3d00;
  --error: #a8201a;
  --shadow: 0 12px 40px rgb(10 25 35 / .24), 0 2px 8px rgb(10 25 35 / .14);
  color-scheme: light dark;
  font: 400 max(1rem, 16px)/1.45 system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif;
  color: var(--text);
}
@media (prefers-color-scheme: dark) {
  :host {
    --brand: var(--balie-brand, #17697d);
    --accent: var(--balie-accent, #74cbdc);
    --bg: var(--balie-bg, #151b20);
    --surface: var(--balie-surface, #242d34);
    --agent: var(--balie-agent, #3a3120);
    --text: var(--balie-text, #e9eef2);
    --muted: var(--balie-muted, #aab7c1);
    --line: var(--balie-line, #37434c);
    --edge: var(--balie-edge, #8896a1);
    --warn-bg: #3b2f10;
    --warn-text: #ffdf9b;
    --error: #ff9f96;
    --shadow: 0 12px 40px rgb(0 0 0 / .6), 0 0 0 1px #37434c;
  }
}
*, *::before, *::after { box-sizing: border-box; }
[hidden] { display: none !important; }
.sr { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.icon { width: 1.4em; height: 1.4em; flex: none; fill: none; stroke: currentColor; stroke-width: 1.8;
  stroke-linecap: round; stroke-linejoin: round; }
.icon-menu { stroke-width: 3.4; }
button, input, textarea { font: inherit; color: inherit; }
button { cursor: pointer; background: none; border: 0; margin: 0; padding: 0; }
button:disabled { cursor: default; }
a { color: inherit; text-underline-offset: .15em; overflow-wrap: anywhere; }
h2, h3, p, fieldset, legend { margin: 0; padding: 0; border: 0; min-width: 0; }
:focus { outline: none; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: .35em; }
.head :focus-visible { outline-color: var(--on-brand); }

.launcher { position: fixed; z-index: 2147483000; inset-inline-end: max(1.25em, env(safe-area-inset-right));
  bottom: max(1.25em, env(safe-area-inset-bottom)); display: inline-flex; align-items: center; gap: .55em;
  min-height: 3.5em; padding: 0 1.35em 0 1.15em; border-radius: 1.75em; border: 2px solid transparent;
  background: var(--brand); color: var(--on-brand); font-weight: 600; box-shadow: var(--shadow); }
.launcher:hover { filter: brightness(1.08); }
.launcher:focus-visible { border-radius: 1.75em; outline-offset: 3px; }
.badge { min-width: 1.6em; padding: 0 .4em; border-radius: 1em; background: var(--on-brand); color: var(--brand);
  font-size: .85em; line-height: 1.6em; text-align: center; }

.panel { position: fixed; z-index: 2147483000; inset-inline-end: max(1.25em, env(safe-area-inset-right));
  bottom: max(1.25em, env(safe-area-inset-bottom)); width: 25.5em; max-width: calc(100vw - 2.5em);
  height: 42.5em; max-height: calc(100dvh - 2.5em); display: flex; flex-direction: column; overflow: clip;
  background: var(--bg); color: var(--text); border-radius: 1.1em; box-shadow: var(--shadow);
  border: 1px solid transparent; }
.head { display: flex; align-items: center; gap: .55em; padding: .75em .6em .75em 1em; background: var(--brand);
  color: var(--on-brand); flex: none; }
.mark { display: grid; place-items: center; width: 2.4em; height: 2.4em; border-radius: .8em; flex: none;
  border: 1.5px solid currentColor; }
.mark .icon { width: 1.35em; height: 1.35em; }
.names { flex: 1; min-width: 0; }
.title { font-size: 1.06em; font-weight: 650; line-height: 1.25; overflow-wrap: anywhere; }
.subtitle { font-size: .86em; line-height: 1.3; overflow-wrap: anywhere; }
.tool { display: grid; place-items: center; width: 2.6em; height: 2.6em; border-radius: .7em; flex: none; }
.head .tool:hover { background: rgb(127 127 127 / .3); }
.bar { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .3em .6em;
  padding: .4em .7em; border-bottom: 1px solid var(--line); flex: none; }
.human { display: inline-flex; align-items: center; gap: .45em; min-height: 2.2em; padding: .2em .8em .2em .6em;
  border-radius: 1.1em; border: 1.5px solid var(--edge); font-size: .92em; font-weight: 600; background: var(--bg); }
.human:hover { border-color: var(--accent); background: var(--surface); }
.langs { display: flex; gap: .15em; margin-inline-start: auto; }
.langs button { min-width: 2.5em; min-height: 2.2em; padding: 0 .45em; border-radius: .6em; font-size: .86em;
  color: var(--muted); }
.langs button:hover { background: var(--surface); }
.langs [aria-pressed=true] { color: var(--text); font-weight: 700; text-decoration: underline;
  text-decoration-thickness: 2px; text-underline-offset: .35em; }
.menu { position: absolute; z-index: 2; top: 4em; inset-inline-end: .6em; display: grid; min-width: 15em;
  max-width: calc(100% - 1.2em); padding: .35em; border-radius: .8em; background: var(--bg);
  border: 1px solid var(--edge); box-shadow: var(--shadow); }
.menu button { min-height: 2.7em; padding: .4em .8em; border-radius: .55em; text-align: start; }
.menu button:hover { background: var(--surface); }

.note { font-size: .9em; padding: .5em 1em; flex: none; background: var(--warn-bg); color: var(--warn-text);
  display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: .2em .8em; }
.note.queue { background: var(--surface); color: var(--text); }
.note p { flex: 1 1 12em; }
.link { min-height: 1.75em; padding: 0 .3em; text-decoration: underline; text-underline-offset: .15em; font-weight: 600; }

.middle { position: relative; flex: 1 1 8em; min-height: 6em; display: flex; }
.log { position: relative; flex: 1; min-width: 0; overflow-y: auto; overscroll-behavior: contain; padding: .9em 1em 1.1em;
  scrollbar-width: thin; }
.log:focus-visible { outline-offset: -3px; }
.intro { font-size: .84em; color: var(--muted); text-align: center; padding-bottom: .4em; }
.day { align-self: center; margin: 1em 0 .3em; text-align: center; font-size: .82em; color: var(--muted); }
.msg { display: flex; flex-direction: column; align-items: flex-start; margin-top: .3em; }
.msg.first { margin-top: .9em; }
.author { font-size: .82em; color: var(--muted); margin: 0 .3em .2em; }
.bubble { max-width: 88%; padding: .6em .85em; border-radius: 1.05em; background: var(--surface);
  border: 1px solid transparent; white-space: pre-wrap; overflow-wrap: anywhere; }
.first .bubble { border-start-start-radius: .35em; }
.from-agent .bubble { background: var(--agent); }
.from-customer { align-items: flex-end; }
.from-customer .bubble { background: var(--brand); color: var(--on-brand); border-radius: 1.05em; }
.from-customer.first .bubble { border-start-end-radius: .35em; }
.from-customer .bubble :focus-visible { outline-color: var(--on-brand); }
.from-system { align-items: center; }
.from-system .bubble { max-width: 100%; background: none; color: var(--muted); font-size: .9em; text-align: center;
  padding: .2em .5em; }
.pending .bubble { border: 1px dashed var(--on-brand); }
.meta { display: flex; flex-wrap: wrap; gap: .1em .6em; align-items: center; margin: .15em .35em 0; font-size: .78em;
  color: var(--muted); }
.from-customer .meta { justify-content: flex-end; }
.failed .meta { color: var(--error); font-size: .86em; }
.extras { display: flex; flex-wrap: wrap; gap: .4em; margin-top: .4em; max-width: 100%; }
.chip { display: inline-flex; align-items: center; gap: .4em; min-height: 1.9em; padding: .15em .7em .15em .5em;
  border: 1px solid var(--line); border-radius: .6em; font-size: .86em; color: var(--text); background: var(--bg);
  max-width: 100%; overflow-wrap: anywhere; }
.chip .icon { width: 1.15em; height: 1.15em; }
a.chip:hover { border-color: var(--accent); }
.choices { display: flex; flex-wrap: wrap; gap: .45em; margin-top: .5em; max-width: 100%; }
.choice { min-height: 2.4em; padding: .3em 1em; border-radius: 1.2em; border: 1.5px solid var(--accent);
  color: var(--accent); background: var(--bg); font-weight: 600; text-align: start; overflow-wrap: anywhere; }
.choice:hover:enabled { background: var(--brand); color: var(--on-brand); }
.choice:disabled { border-color: var(--line); color: var(--muted); font-weight: 400; }
.choice.picked:disabled { border-color: var(--edge); color: var(--text); font-weight: 600; }
.choice:focus-visible { border-radius: 1.2em; }
.jump { position: absolute; inset-inline: 0; bottom: .6em; width: max-content; margin: auto; display: flex; gap: .4em;
  align-items: center; min-height: 2.2em; padding: 0 1em; border-radius: 1.1em; background: var(--text);
  color: var(--bg); font-size: .9em; font-weight: 600; }
.jump .icon { width: 1.1em; height: 1.1em; }
.activity:not(:empty) { padding-block: .3em .4em; }
.activity { min-height: .5em; padding-inline: 1.25em; font-size: .88em; color: var(--muted); flex: none; }

.foot { flex: none; border-top: 1px solid var(--line); padding: .65em .75em max(.65em, env(safe-area-inset-bottom));
  display: grid; gap: .5em; max-height: 65%; overflow-y: auto; }
.compose { display: flex; align-items: flex-end; gap: .4em; }
.compose .tool { color: var(--muted); }
.compose .tool:hover { background: var(--surface); }
.field { flex: 1; min-width: 0; width: 100%; padding: .55em .8em; border: 1.5px solid var(--edge); border-radius: .9em;
  background: var(--bg); color: var(--text); line-height: 1.4; }
textarea.field { resize: none; max-height: 11em; display: block; }
.field::placeholder { color: var(--muted); opacity: 1; }
.field:focus-visible { outline-width: 2px; outline-offset: 0; border-color: var(--accent); border-radius: .9em; }
.compose .send { background: var(--brand); color: var(--on-brand); border-radius: .9em; width: 2.7em; height: 2.7em;
  border: 1px solid transparent; }
.compose .send:hover { background: var(--brand); filter: brightness(1.08); }
.count { font-size: .84em; color: var(--muted); text-align: end; }
.count.over, .problem { color: var(--error); }
.problem { display: flex; flex-wrap: wrap; gap: .2em .6em; align-items: center; font-size: .92em; }
.problem p { flex: 1 1 12em; }
.file { display: flex; align-items: center; gap: .5em; padding: .2em .2em .2em .7em; border-radius: .8em;
  background: var(--surface); font-size: .92em; }
.file span { flex: 1; min-width: 0; overflow-wrap: anywhere; }

.sheet { display: grid; gap: .6em; }
.sheet h3 { font-size: 1em; font-weight: 650; }
.sheet label { font-size: .92em; }
.row { display: flex; flex-wrap: wrap; gap: .5em; }
.primary, .second { min-height: 2.6em; padding: .35em 1.1em; border-radius: .9em; font-weight: 600;
  border: 1.5px solid var(--accent); }
.primary { background: var(--brand); color: var(--on-brand); }
.second { color: var(--accent); }
.primary:hover { filter: brightness(1.08); }
.second:hover { background: var(--surface); }
.scores { display: flex; gap: .4em; margin: .45em 0 .2em; }
.scores label { position: relative; flex: 1; max-width: 4em; font-size: 1em; }
.scores input { position: absolute; inset: 0; width: 100%; height: 100%; margin: 0; opacity: 0; cursor: pointer; }
.scores span { display: grid; place-items: center; height: 2.7em; border-radius: .8em; border: 1.5px solid var(--edge);
  font-size: 1rem; font-weight: 600; }
.scores input:checked + span { background: var(--brand); color: var(--on-brand); border-color: var(--brand); }
.scores input:hover + span { border-color: var(--accent); }
.scores input:focus-visible + span { outline: 3px solid var(--accent); outline-offset: 2px; }
.scale { max-width: 21.6em; }
.ends { display: flex; justify-content: space-between; gap: 1em; font-size: .84em; color: var(--muted); }

@media ${NARROW} {
  .panel { inset: auto 0 auto 0; top: var(--view-top, 0); width: auto; max-width: none; height: var(--view-height, 100dvh);
    max-height: none; border-radius: 0; border: 0; }
  .bubble { max-width: 92%; }
}
/* Little height (a phone on its side, strong zoom): let the whole panel scroll rather than squeeze the conversation. */
@media (max-height: 26em) {
  .panel { overflow-y: auto; }
  .middle { flex: none; min-height: 14em; height: 70dvh; }
  .foot { max-height: none; overflow: visible; }
}
@media (prefers-reduced-motion: no-preference) {
  .panel { animation: rise .16s ease-out; }
  .busy::before { content: ""; display: block; height: 2px; width: 3em; margin: 0 0 .25em; border-radius: 1px;
    background: currentColor; transform-origin: left; animation: work 1.6s ease-in-out infinite alternate; }
  @keyframes rise { from { opacity: 0; transform: translateY(10px); } }
  @keyframes work { from { transform: scaleX(.2); opacity: .4; } to { transform: scaleX(1); opacity: .9; } }
}
@media (forced-colors: active) {
  .launcher, .panel, .human, .choice, .primary, .second, .compose .send, .chip, .jump { border: 1px solid ButtonText; }
  .bubble { border-color: CanvasText; }
  .from-customer .bubble { border-width: 2px; }
  .head { border-bottom: 1px solid CanvasText; }
  .badge { border: 1px solid currentColor; }
  .scores input:checked + span { forced-color-adjust: none; background: Highlight; color: HighlightText; }
  .langs [aria-pressed=true] { color: Highlight; }
  :focus-visible, .head :focus-visible { outline-color: Highlight; }
}
`;

  // ---------------------------------------------------------------- HTTP

  /** Refusals that we can say in the customer's own language; for others the service's sentence is shown. */
  const REFUSALS = {
    'file-type': 'attachWrongType',
    'file-too-large': 'attachTooBig',
    'file-empty': 'attachEmpty',
    'email-invalid': 'mailBad',
    'conversation-closed': 'closedText',
  };

  /** What went wrong with a call; status 0 means that there was no answer at all. */
  class Problem extends Error {
    constructor(status, body) {
      super(`status ${status}`);
      const { type, title, detail, retry_after_s: wait } = body || {};
      this.status = status;
      this.code = String(type || '').split('/').pop();
      this.detail = detail || title || '';
      this.retryAfter = 1000 * Number(wait) || 0;
    }
    get gone() { return this.status === 401 || this.status === 404 || this.status === 410; }
    get passing() { return this.status === 0 || this.status === 408 || this.status === 429 || this.status >= 500; }
  }

  async function call(url, { token, json, form, timeout = 20000, signal } = {}) {
    const abort = new AbortController();
    const stop = () => abort.abort();
    const timer = setTimeout(stop, timeout);
    if (signal) signal.addEventListener('abort', stop);
    const headers = { Accept: 'application/json' };
    if (token) headers.Authorization = 'Bearer ' + token;
    if (json) headers['Content-Type'] = 'application/json';
    try {
      // No cookies: the token is all the service needs, so another site's page can do nothing in the customer's name.
      const answer = await fetch(url, {
        method: json || form ? 'POST' : 'GET', headers, body: json ? JSON.stringify(json) : form,
        credentials: 'omit', cache: 'no-store', signal: abort.signal,
      });
      const text = await answer.text();
      let body = null;
      try { body = text ? JSON.parse(text) : null; } catch { /* a proxy's page; the status says enough */ }
      if (answer.ok) return body || {};
      throw new Problem(answer.status, { retry_after_s: answer.headers.get('Retry-After'), ...body });
    } catch (error) {
      throw error instanceof Problem ? error : new Problem(0);
    } finally {
      clearTimeout(timer);
      if (signal) signal.removeEventListener('abort', stop);
    }
  }

  // ---------------------------------------------------------------- line

  /**
   * Keeps a conversation connected. The WebSocket is preferred; whenever it is not there, long polling runs, so that
   * nothing waits for the socket and a refused token is noticed (a browser hides the status of a refused socket).
   */
  class Line {
    constructor(api, hooks) {
      this.api = api;
      this.hooks = hooks; // last(), batch(body), frame(frame), up(), down(), gone()
      this.running = false;
    }
    start(token) {
      this.stop();
      this.running = true;
      this.token = token;
      this.attempt = 0;
      this.open();
    }
    stop() {
      this.running = this.ready = false;
      clearTimeout(this.retry);
      clearTimeout(this.guard);
      clearTimeout(this.steady);
      this.stopPolling();
      const ws = this.ws;
      this.ws = null;
      if (ws) ws.close();
    }
    open() {
      clearTimeout(this.retry);
      let ws;
      try {
        ws = this.ws = new WebSocket(this.api.replace(/^http/, 'ws') + '/ws');
      } catch {
        return this.lost();
      }
      const mine = () => this.ws === ws;
      const ready = () => {
        clearTimeout(this.guard);
        this.ready = true;
        this.steady = setTimeout(() => { this.attempt = 0; }, 10000);
        this.stopPolling();
        this.hooks.up();
      };
      this.guard = setTimeout(() => {
        if (!mine() || this.ready) return;
        if (ws.readyState === WebSocket.OPEN) ready(); // accepted, and nothing to say
        else this.lost();
      }, 5000);
      ws.onopen = () => ws.send(JSON.stringify({ type: 'hello', token: this.token, after: this.hooks.last() }));
      ws.onmessage = (event) => {
        if (!mine()) return;
        let frame;
        try { frame = JSON.parse(event.data); } catch { return; }
        if (!this.ready && frame.type === 'error') return this.lost();
        if (!this.ready) ready();
        this.hooks.frame(frame);
      };
      ws.onclose = () => mine() && this.lost();
    }
    /** The socket went, or is suspected: poll meanwhile and try again later. */
    lost() {
      const ws = this.ws;
      this.ws = null;
      this.ready = false;
      clearTimeout(this.guard);
      clearTimeout(this.steady);
      if (ws) ws.close();
      if (!this.running) return;
      if (!this.healthy) this.hooks.down();
      this.attempt += 1;
      this.retry = setTimeout(() => this.open(), backoff(this.attempt, this.healthy ? 60000 : 30000));
      this.startPolling();
    }
    send(frame) {
      if (!this.ready || this.ws.readyState !== WebSocket.OPEN) return false;
      this.ws.send(JSON.stringify(frame));
      return true;
    }
    /** The browser is back online, or the customer pressed the button. */
    nudge() {
      if (!this.running || this.ready) return;
      this.attempt = 0;
      this.stopPolling();
      const ws = this.ws;
      this.ws = null;
      if (ws) ws.close();
      this.open();
      this.startPolling();
    }
    startPolling() {
      if (this.polling) return;
      this.polling = new AbortController();
      this.poll(this.polling);
    }
    stopPolling() {
      if (this.polling) this.polling.abort();
      this.polling = null;
      this.healthy = false;
    }
    async poll(run) {
      let wait = 0; // the first call must answer at once: it tells whether the server is there
      let failures = 0;
      await sleep(Math.random() * 300);
      while (this.polling === run) {
        const begun = Date.now();
        try {
          const body = await call(`${this.api}/messages?after=${this.hooks.last()}&wait=${wait}`,
            { token: this.token, timeout: (wait + 10) * 1000, signal: run.signal });
          if (this.polling !== run) return;
          failures = 0;
          this.healthy = true;
          this.hooks.up();
          this.hooks.batch(body);
          // An answer without news that came at once: do not ask again in a tight loop.
          if (wait && !(body.messages || []).length && Date.now() - begun < 1000) await sleep(1000);
          wait = 25;
        } catch (problem) {
          if (this.polling !== run) return;
          if (problem.gone) return this.hooks.gone();
          this.healthy = false;
          this.hooks.down();
          await sleep(problem.retryAfter || backoff(++failures));
        }
      }
    }
  }

  // ---------------------------------------------------------------- storage

  /** localStorage, or memory where the browser refuses it. Unsent messages have a key each, so tabs cannot clash. */
  class Store {
    constructor(server) {
      this.key = 'balie:' + server;
      this.memory = new Map();
    }
    get(key) {
      try { return JSON.parse(localStorage.getItem(key)) || {}; } catch { return this.memory.get(key) || {}; }
    }
    set(key, value) {
      this.memory.set(key, value);
      try { localStorage.setItem(key, JSON.stringify(value)); } catch { /* private mode: this page only */ }
    }
    remove(key) {
      this.memory.delete(key);
      try { localStorage.removeItem(key); } catch { /* nothing was kept */ }
    }
    load() { return this.get(this.key); }
    save(changes) { this.set(this.key, { ...this.load(), ...changes }); }
    keep(entry) { this.set(`${this.key}:out:${entry.id}`, entry); }
    drop(id) { this.remove(`${this.key}:out:${id}`); }
    unsent() {
      const prefix = this.key + ':out:';
      let keys = [...this.memory.keys()];
      try { keys = Object.keys(localStorage); } catch { /* memory it is */ }
      return keys.filter((key) => key.startsWith(prefix)).map((key) => this.get(key))
        .filter((entry) => entry.id).sort((a, b) => (a.at < b.at ? -1 : 1));
    }
  }

  // ---------------------------------------------------------------- element

  class BalieChat extends HTMLElement {
    static strings = STRINGS;
    static observedAttributes = ['data-language', 'data-title', 'data-phone', 'data-privacy'];

    connectedCallback() {
      if (!this.shadowRoot) this.prepare();
      this.listeners = new AbortController();
      const listen = (target, type, fn) => target.addEventListener(type, fn, { signal: this.listeners.signal });
      listen(window, 'online', () => this.wake());
      listen(window, 'offline', () => this.paint());
      listen(window, 'storage', (event) => event.key === this.store.key && this.otherTab());
      listen(window, 'pageshow', (event) => event.persisted && this.wake());
      listen(document, 'visibilitychange', () => document.hidden || this.wake());
      listen(document, 'click', (event) => {
        const opener = event.target.closest && event.target.closest('[data-balie-open]');
        if (!opener) return;
        event.preventDefault();
        this.open(opener);
      });
      listen(matchMedia(NARROW), 'change', () => this.paint());
      if (window.visualViewport) {
        listen(visualViewport, 'resize', () => this.fitKeyboard());
        listen(visualViewport, 'scroll', () => this.fitKeyboard());
      }
      this.watch = setInterval(() => {
        const theirTurn = this.status === 'waiting' || this.status === 'agent' || this.busy;
        if (theirTurn && this.visible && this.line.ready && Date.now() - this.heardAt > 40000) this.checkLine();
      }, 10000);
      const kept = this.store.load();
      if (kept.token) this.resume(kept);
      let wasOpen = false;
      try { wasOpen = sessionStorage.getItem(this.store.key + ':open') === '1'; } catch { /* stay closed */ }
      // From page to page the card stays open; a full screen would hide the page that was asked for.
      if (wasOpen && !this.narrow) this.open(null, false);
    }

    disconnectedCallback() {
      this.listeners.abort();
      clearInterval(this.watch);
      this.line.stop();
    }

    attributeChangedCallback(name) {
      if (!this.shadowRoot) return;
      if (name === 'data-language') this.language = this.chooseLanguage();
      this.build();
    }

    prepare() {
      const own = this.getAttribute('data-server') || this.getAttribute('server') || location.origin;
      this.server = new URL(own, location.href).href.replace(/\/+$/, '');
      this.api = this.server + '/api/chat';
      this.store = new Store(this.server);
      this.language = this.chooseLanguage();
      this.sound = Boolean(this.store.load().sound);
      this.line = new Line(this.api, {
        last: () => this.last,
        batch: (body) => this.ingest(body),
        frame: (frame) => this.frame(frame),
        up: () => this.linkUp(),
        down: () => this.linkDown(),
        gone: () => this.startAfresh(),
      });
      this.isOpen = false;
      this.draft = '';
      this.clear();
      const root = this.attachShadow({ mode: 'open' });
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(CSS);
      this.viewSheet = new CSSStyleSheet();
      root.adoptedStyleSheets = [sheet, this.viewSheet];
      this.build();
    }

    /** Everything that belongs to one conversation. */
    clear() {
      this.token = null;
      this.last = 0; // highest seq up to which nothing is missing
      this.seen = 0;
      this.bySeq = new Map();
      this.byId = new Map();
      this.order = []; // seqs, rising
      this.outbox = []; // ours, without a seq yet
      this.status = 'bot';
      this.busy = false;
      this.slow = false;
      this.queue = null;
      this.typing = null;
      this.readByAgent = 0;
      this.readShown = undefined;
      this.agent = '';
      this.rated = false;
      this.sheet = null;
      this.problem = null;
      this.file = null;
      this.uploading = false;
      this.gapTries = 0;
      this.linked = false; // whether the token has worked on this page
      this.begunHere = false;
      this.hold = false; // whether sending waits because the service asked for it
      for (const timer of ['typingTimer', 'busyTimer', 'gapTimer', 'pumpTimer', 'beginTimer']) clearTimeout(this[timer]);
    }

    option(name) { return this.getAttribute('data-' + name) || ''; }
    get narrow() { return matchMedia(NARROW).matches; }
    get visible() { return this.isOpen && !document.hidden; }

    chooseLanguage() {
      const chosen = this.store.load().language;
      if (chosen in STRINGS) return chosen;
      const asked = (this.getAttribute('data-language') || this.getAttribute('language') || 'auto').slice(0, 2);
      if (asked in STRINGS) return asked;
      const wishes = [document.documentElement.lang, ...(navigator.languages || [])];
      return wishes.map((wish) => (wish || '').slice(0, 2).toLowerCase()).find((wish) => wish in STRINGS) || 'nl';
    }
    t(key, values = {}) { return fill(STRINGS[this.language][key], values); }

    // ---- conversation: starting, resuming, ending

    /** Opens a conversation the first time it is needed. */
    begin() {
      if (this.token || this.beginning) return;
      clearTimeout(this.beginTimer);
      this.beginning = true;
      this.paint();
      const tries = (this.beginTries = (this.beginTries || 0) + 1);
      const json = { language: this.language, page: (location.origin + location.pathname).slice(0, 500) }; // no query: it may name people
      call(this.api + '/conversations', { json }).then((body) => {
        this.beginning = false;
        this.beginTries = 0;
        this.problem = null;
        this.begunHere = true;
        this.token = body.token;
        this.store.save({ token: body.token, conversation: body.conversation, seq: 0, seen: 0, rated: false });
        this.ingest(body);
        this.line.start(this.token);
        this.pump();
      }, (problem) => {
        this.beginning = false;
        this.fail(this.sentence(problem), () => this.begin());
        if (problem.passing && this.isOpen) {
          this.beginTimer = setTimeout(() => this.begin(), problem.retryAfter || backoff(tries));
        }
      });
    }

    resume(kept) {
      this.token = kept.token;
      this.seen = kept.seen || 0;
      this.rated = Boolean(kept.rated);
      for (const entry of this.store.unsent()) {
        if (entry.conversation === kept.conversation) this.enqueue(entry);
      }
      this.line.start(this.token); // from seq 0: what was said is not kept on the device
      this.paint();
    }

    /** The service no longer knows the token (expired, or removed after the retention term). */
    startAfresh() {
      const looping = this.begunHere && !this.linked; // a new token that is refused at once: do not go round in circles
      const unsent = this.outbox.filter((item) => item.message.text && !item.payload);
      this.reset();
      this.notice = 'gone';
      // A new conversation, so new ids; a button belongs to the question that is gone.
      for (const item of unsent) this.enqueue({ id: uuid(), text: item.message.text, at: item.message.at });
      this.build();
      if (looping) this.fail(this.t('errServer'), () => this.begin());
      else if (this.isOpen || unsent.length) this.begin();
    }

    reset() {
      this.line.stop();
      for (const entry of this.store.unsent()) this.store.drop(entry.id);
      this.store.save({ token: null, conversation: null, seq: 0, seen: 0, rated: false });
      this.clear();
      this.notice = null;
    }

    startNew() {
      this.reset();
      this.build();
      this.begin();
      this.focusField();
    }

    forget() {
      this.reset();
      this.draft = '';
      this.build();
      this.close();
    }

    /** Another tab started, resumed or erased the conversation. */
    otherTab() {
      const kept = this.store.load();
      if ((kept.token || null) === this.token) {
        this.seen = Math.max(this.seen, kept.seen || 0);
        return this.paint();
      }
      if (this.beginning) return;
      this.line.stop();
      this.clear();
      this.build();
      if (kept.token) this.resume(kept);
      else if (this.isOpen) this.close();
    }

    /** Back online, back in view: see whether the line still lives. */
    wake() {
      this.paint();
      this.markRead();
      if (!this.token) {
        if (this.isOpen) this.begin();
        return undefined;
      }
      if (!this.line.running) return undefined;
      if (!this.line.ready) return this.line.nudge();
      return this.checkLine();
    }

    /** A network can swallow a socket without either side being told, and a waiting customer would see nothing. */
    checkLine() {
      const before = this.last;
      this.heardAt = Date.now();
      this.fetchNews().then(() => {
        if (this.last > before && this.line.ready) this.line.lost(); // news that the socket should have brought
      });
    }

    // ---- coming in

    frame(frame) {
      this.heardAt = Date.now();
      switch (frame.type) {
        case 'message': return this.ingest({ messages: [frame.message] });
        case 'ack': return this.settle(frame.id, frame.seq);
        case 'status': return this.ingest(frame);
        case 'typing': return this.showTyping(frame.sender, frame.on);
        case 'read':
          if (frame.by !== 'agent') return undefined;
          this.readByAgent = Math.max(this.readByAgent, frame.seq);
          return this.paintRead();
        case 'error': {
          const problem = new Problem(frame.status || 400, frame);
          const item = frame.id && this.byId.get(frame.id);
          if (!item || item.message.seq) return this.fail(this.sentence(problem, 'errAction'));
          return this.refused(item, problem);
        }
        default: return undefined; // a newer server may say more than we know
      }
    }

    /** Takes status and messages, from whichever way they came. */
    ingest({ status, busy, queue, messages = [] }) {
      const fresh = [];
      for (const message of messages) if (this.accept(message)) fresh.push(this.bySeq.get(message.seq));
      if (status) {
        if (status !== 'agent' && !(this.typing === 'bot' && status === 'bot')) this.typing = null;
        this.status = status;
        this.queue = queue || null;
        if (status === 'closed' && this.line.running && !this.line.ready) this.line.stop();
        if (status === 'closed') this.typing = null;
      }
      if (busy !== undefined) this.setBusy(busy && this.status === 'bot');
      this.advance();
      if (fresh.length) this.arrived(fresh);
      this.paint();
    }

    /** Adds one message; false when it was there already. */
    accept(message) {
      if (!message || !Number.isInteger(message.seq)) return false;
      const known = this.bySeq.get(message.seq) || (message.id && this.byId.get(message.id));
      if (known) {
        if (!known.message.seq) this.settle(message.id, message.seq);
        // The server may have masked what should not be kept, a card number for instance.
        const item = this.bySeq.get(message.seq);
        if (item && item.own) {
          const before = this.textOf(item);
          item.message = { ...message };
          if (this.textOf(item) !== before) item.body.replaceChildren(...linked(this.textOf(item), this.t('newWindow')));
        }
        return false;
      }
      const item = { message, state: 'sent' };
      this.bySeq.set(message.seq, item);
      if (message.id) this.byId.set(message.id, item);
      if (message.sender === 'agent') {
        this.agent = agentName(message) || this.agent;
        if (this.typing === 'agent') this.typing = null;
      }
      // Somebody came or went: who it is now shows when he writes.
      if (message.sender === 'system') this.agent = '';
      if (message.sender === 'bot') {
        if (this.typing === 'bot') this.typing = null;
        this.setBusy(false); // if more is to come, the status after it says so
      }
      this.place(item);
      return true;
    }

    /** Moves `last` up; when something is missing in between, asks for it. */
    advance() {
      const before = this.last;
      while (this.bySeq.has(this.last + 1)) this.last += 1;
      if (this.last !== before) {
        this.gapTries = 0;
        this.store.save({ seq: this.last });
      }
      clearTimeout(this.gapTimer);
      const top = this.order.length ? this.order[this.order.length - 1] : 0;
      if (top <= this.last) return;
      if (this.gapTries >= 3) { // the server does not have it either: go on
        this.last = this.order.find((seq) => seq > this.last) - 1;
        this.gapTries = 0;
        return this.advance();
      }
      this.gapTimer = setTimeout(() => {
        this.gapTries += 1;
        this.fetchNews().then(() => this.advance());
      }, 250 + 750 * this.gapTries);
    }

    fetchNews() {
      const token = this.token;
      return call(`${this.api}/messages?after=${this.last}&wait=0`, { token }).then((body) => {
        if (this.token === token) this.ingest(body);
      }, (problem) => {
        if (this.token === token && problem.gone) this.startAfresh();
      });
    }

    setBusy(on) {
      this.busy = Boolean(on);
      this.slow = false;
      clearTimeout(this.busyTimer);
      if (!on) return;
      const token = this.token;
      this.busyTimer = setTimeout(() => {
        // Never trust an old `busy`: ask, and stop showing it when nobody answers.
        this.busy = false;
        this.fetchNews().then(() => {
          if (this.token === token && this.busy) this.slow = true;
          this.paint();
        });
      }, 20000);
    }

    showTyping(sender, on) {
      clearTimeout(this.typingTimer);
      if (sender === 'agent' && this.status !== 'agent') on = false;
      this.typing = on ? sender : null;
      if (on) this.typingTimer = setTimeout(() => { this.typing = null; this.paint(); }, 7000);
      this.paint();
    }

    arrived(fresh) {
      const theirs = fresh.filter((item) => item.message.sender !== 'customer');
      if (theirs.length) this.reveal(theirs[0]);
      const said = fresh.filter((item) => item.message.sender === 'agent').map((item) => item.message.seq);
      if (said.length) this.line.send({ type: 'delivered', seq: Math.max(...said) });
      const unread = theirs.filter((item) => item.message.seq > this.seen);
      if (unread.length && !this.visible) {
        setText(this.ui.news, this.unreadText());
        if (this.sound) this.beep();
      }
      this.markRead();
    }

    unread() {
      return this.order.filter((seq) => seq > this.seen && this.bySeq.get(seq).message.sender !== 'customer').length;
    }
    unreadText() {
      const n = this.unread();
      return n === 0 ? '' : n === 1 ? this.t('unreadOne') : this.t('unreadMany', { n });
    }

    markRead() {
      if (!this.visible || this.last <= this.seen) return;
      this.seen = this.last;
      this.store.save({ seen: this.seen });
      setText(this.ui.news, '');
      this.line.send({ type: 'read', seq: this.seen });
    }

    beep() {
      try {
        this.audio = this.audio || new AudioContext();
        const tone = this.audio.createOscillator();
        const gain = this.audio.createGain();
        const now = this.audio.currentTime;
        tone.frequency.value = 660;
        gain.gain.setValueAtTime(0.08, now);
        gain.gain.exponentialRampToValueAtTime(0.0001, now + 0.25);
        tone.connect(gain).connect(this.audio.destination);
        tone.start(now);
        tone.stop(now + 0.26);
      } catch { /* sound is an extra */ }
    }

    // ---- going out

    /** Sends text, or a button's payload shown by its title. */
    submit({ text, payload, title }) {
      const kept = this.store.load();
      const entry = { id: uuid(), at: new Date().toISOString(), conversation: kept.conversation || null };
      if (payload) Object.assign(entry, { payload, title });
      else entry.text = text;
      this.problem = null;
      const item = this.enqueue(entry);
      this.scrollTo(item.node, true);
      if (!this.token) this.begin();
      this.pump();
      this.paint();
    }

    enqueue(entry) {
      const message = { id: entry.id, at: entry.at, sender: 'customer', text: entry.text || entry.title || '' };
      const item = { message, payload: entry.payload, own: true, state: 'pending' };
      this.store.keep(entry);
      this.byId.set(entry.id, item);
      this.outbox.push(item);
      this.place(item);
      return item;
    }

    /** Delivers what waits, in order; over the socket, or one by one over HTTP. */
    async pump() {
      if (!this.token || this.posting || this.hold) return undefined;
      clearTimeout(this.pumpTimer);
      const token = this.token;
      for (const item of this.outbox) {
        if (item.state !== 'pending' || item.flight) continue;
        const what = item.payload ? { payload: item.payload } : { text: item.message.text };
        if (this.line.send({ type: 'message', id: item.message.id, ...what })) {
          // No acknowledgement: the socket is not to be trusted, the same id may safely go again.
          item.flight = setTimeout(() => { if (this.outbox.includes(item)) this.line.lost(); }, 8000);
          continue;
        }
        this.posting = true;
        try {
          const body = await call(this.api + '/messages', { token, json: { id: item.message.id, ...what } });
          this.posting = false;
          if (this.token !== token) return this.pump();
          this.settle(item.message.id, body.seq);
          this.pumpTries = 0;
        } catch (problem) {
          this.posting = false;
          if (this.token !== token) return this.pump();
          if (problem.gone) return this.startAfresh();
          this.refused(item, problem);
          if (problem.passing) return undefined;
        }
        return this.pump();
      }
      return undefined;
    }

    /** The server has it, under this number. */
    settle(id, seq) {
      const item = this.byId.get(id);
      if (!item || item.message.seq || !Number.isInteger(seq)) return;
      clearTimeout(item.flight);
      this.outbox = this.outbox.filter((other) => other !== item);
      this.store.drop(id);
      if (this.bySeq.has(seq)) { // it came back as a message before its acknowledgement
        item.node.remove();
        this.byId.set(id, this.bySeq.get(seq));
      } else {
        item.message.seq = seq;
        item.state = 'sent';
        this.bySeq.set(seq, item);
        this.place(item);
      }
      this.advance();
      this.paint();
    }

    /** Not taken: for the moment (it goes again by itself), or for good (the customer decides). */
    refused(item, problem) {
      clearTimeout(item.flight);
      item.flight = null;
      if (problem.passing) {
        this.pumpTries = (this.pumpTries || 0) + 1;
        clearTimeout(this.pumpTimer);
        this.hold = problem.status > 0; // the service asks for patience; a broken line ends when it is back
        this.pumpTimer = setTimeout(() => { this.hold = false; this.pump(); }, problem.retryAfter || backoff(this.pumpTries));
        if (problem.status === 429) this.tell(this.t('errBusy'));
        return;
      }
      if (problem.status === 409) this.fetchNews(); // most likely closed meanwhile
      item.state = 'failed';
      item.problem = this.sentence(problem);
      this.store.drop(item.message.id);
      this.drawMeta(item);
      if (this.atEnd) this.scrollTo(null, true); // the buttons to mend it should be in sight
      this.paint();
    }

    again(item) {
      item.state = 'pending';
      this.drawMeta(item);
      this.focusField();
      this.pump();
    }

    discard(item) {
      this.outbox = this.outbox.filter((other) => other !== item);
      this.byId.delete(item.message.id);
      this.store.drop(item.message.id);
      item.node.remove();
      this.focusField();
      this.paint();
    }

    askHuman() {
      if (this.status === 'closed') {
        this.reset();
        this.build();
      }
      this.submit({ payload: ASK_HUMAN, title: this.t('humanAsked') });
      this.focusField();
    }

    sayTyping(on) {
      if (this.status !== 'agent' && this.status !== 'waiting') return;
      clearTimeout(this.idle);
      if (on) this.idle = setTimeout(() => this.sayTyping(false), 4000);
      if (on === this.saidTyping && (!on || Date.now() - this.saidAt < 3000)) return;
      this.saidTyping = on;
      this.saidAt = Date.now();
      this.line.send({ type: 'typing', on });
    }

    async sendFile() {
      const token = this.token;
      const form = new FormData();
      form.append('id', this.fileId); // before the file: a retry is then the same message
      form.append('file', this.file, this.file.name);
      this.uploading = true;
      this.problem = null;
      this.paint();
      try {
        await call(this.api + '/attachments', { token, form, timeout: 120000 });
        if (this.token !== token) return false;
        this.file = null;
        this.uploading = false;
        await this.fetchNews();
        return true;
      } catch (problem) {
        if (this.token !== token) return false;
        this.uploading = false;
        if (problem.gone) this.startAfresh();
        else this.fail(this.t('attachFailed') + ' ' + this.sentence(problem, 'errAction'),
          problem.passing ? () => this.submitForm() : null);
        return false;
      } finally {
        this.paint();
      }
    }

    takeFile(file) {
      if (!file) return;
      if (!FILE_TYPES.includes(file.type) && !FILE_NAMES.test(file.name)) return this.fail(this.t('attachWrongType'));
      if (file.size > MAX_FILE) return this.fail(this.t('attachTooBig'));
      this.file = file;
      this.fileId = uuid();
      this.problem = null;
      this.paint();
      return this.focusField();
    }

    async submitForm() {
      const text = this.ui.field.value.trim();
      const size = characters(text);
      if (size > MAX_TEXT) {
        this.focusField();
        return this.fail(this.t('tooLong', { n: this.number(size), max: this.number(MAX_TEXT) }));
      }
      if (this.uploading || (!text && !this.file)) return this.focusField();
      if (this.file && !(await this.sendFile())) return undefined;
      if (text) {
        this.setDraft('');
        this.sayTyping(false);
        this.submit({ text });
      }
      return this.focusField();
    }

    // ---- connection state

    linkUp() {
      clearTimeout(this.lateTimer);
      this.lateTimer = null;
      this.lost = false;
      this.linked = true;
      this.pump();
      this.paint();
    }
    linkDown() {
      if (this.typing === 'agent') {
        this.typing = null; // nobody would tell us that it ended
        this.paint();
      }
      for (const item of this.outbox) {
        clearTimeout(item.flight);
        item.flight = null;
      }
      // A blink is not worth a line of text.
      if (!this.lateTimer && !this.lost) {
        this.lateTimer = setTimeout(() => { this.lateTimer = null; this.lost = true; this.paint(); }, 2000);
      }
      this.pump();
    }

    /** A polite sentence for a problem; what the service says itself comes first where it concerns the customer's act. */
    sentence(problem, passing) {
      const known = REFUSALS[problem.code];
      if (known) return this.t(known);
      if (!problem.passing) return problem.detail || this.t(problem.status === 413 ? 'errTooBig' : 'errAction');
      const text = this.t(problem.status === 429 ? 'errBusy' : passing || (problem.status ? 'errServer' : 'errNetwork'));
      return this.option('phone') ? text + ' ' + this.t('errPhone', { phone: this.option('phone') }) : text;
    }
    fail(text, retry) {
      this.problem = { text, retry };
      this.paint();
    }

    // ---- drawing: the frame

    build() {
      const root = this.shadowRoot;
      const t = (key, values) => this.t(key, values);
      const focused = root.activeElement && root.activeElement.getAttribute('data-testid');
      const ui = (this.ui = {});
      this.lang = this.language;

      ui.badge = h('span', { class: 'badge', t: 'badge', 'aria-hidden': 'true' });
      ui.launcher = h('button', { class: 'launcher', t: 'launcher', type: 'button', 'aria-haspopup': 'dialog',
        on: { click: () => this.open(ui.launcher) } }, icon('chat'), h('span', {}, t('launcher')), ui.badge);
      ui.news = h('div', { class: 'sr', role: 'status', t: 'news' });

      ui.subtitle = h('p', { class: 'subtitle', t: 'status' });
      ui.menuButton = h('button', { class: 'tool', t: 'menu-button', type: 'button', 'aria-label': t('menu'),
        'aria-expanded': 'false', 'aria-controls': 'menu', title: t('menu'),
        on: { click: () => this.toggleMenu(ui.menu.hidden) } }, icon('menu'));
      const head = h('div', { class: 'head' },
        h('span', { class: 'mark', 'aria-hidden': 'true' }, icon('chat')),
        h('div', { class: 'names' },
          h('h2', { class: 'title', id: 'title', t: 'title' }, this.option('title') || t('defaultTitle')), ui.subtitle),
        ui.menuButton,
        h('button', { class: 'tool', t: 'close', type: 'button', 'aria-label': t('close'), title: t('close'),
          on: { click: () => this.close() } }, icon('close')));
      ui.menu = this.buildMenu();

      ui.human = h('button', { class: 'human', t: 'human', type: 'button', on: { click: () => this.askHuman() } },
        icon('person'), t('human'));
      const langs = h('div', { class: 'langs', role: 'group', 'aria-label': t('language') },
        ['nl', 'en'].map((code) => h('button', { type: 'button', lang: code, t: 'language-' + code,
          'aria-pressed': String(code === this.language), on: { click: () => this.setLanguage(code) } },
        code.toUpperCase(), h('span', { class: 'sr' }, code === 'nl' ? ' Nederlands' : ' English'))));
      const bar = h('div', { class: 'bar' }, ui.human, langs);

      ui.lineText = h('p', { role: 'status' });
      ui.tryNow = h('button', { class: 'link', type: 'button', t: 'try-now', on: { click: () => this.line.nudge() } },
        t('tryNow'));
      ui.line = h('div', { class: 'note', t: 'connection' }, ui.lineText, ui.tryNow);
      ui.queueText = h('p', { role: 'status' });
      ui.queue = h('div', { class: 'note queue', t: 'queue' }, ui.queueText);

      ui.notice = h('p', { class: 'note', t: 'notice' });
      const privacy = safeUrl(this.option('privacy') || 'none:', location.href);
      ui.log = h('div', { class: 'log', role: 'log', 'aria-live': 'polite', 'aria-relevant': 'additions',
        'aria-label': t('log'), tabindex: '0', t: 'log', on: { scroll: () => this.scrolled() } },
      h('p', { class: 'intro' }, t('intro'),
        privacy && [' ', outLink(privacy, t('privacy'), t('newWindow'))]), ui.notice);
      // A queue line, a longer draft or a keyboard takes room: whoever was at the end stays at the end.
      if (this.resizing) this.resizing.disconnect();
      this.resizing = new ResizeObserver(() => {
        this.logBox = this.boxOfLog;
        if (this.atEnd) this.scrollTo(null, true);
      });
      this.resizing.observe(ui.log);
      ui.jump = h('button', { class: 'jump', type: 'button', t: 'jump', hidden: true,
        on: { click: () => { this.scrollTo(null, true); this.focusField(); } } }, t('newMessages'), icon('down'));
      ui.activity = h('div', { class: 'activity', role: 'status', t: 'activity' });
      ui.foot = h('div', { class: 'foot' });
      this.buildFoot();

      ui.panel = h('section', { class: 'panel', role: 'dialog', 'aria-labelledby': 'title', tabindex: '-1', t: 'panel',
        on: { keydown: (event) => this.keydown(event) } },
      head, ui.menu, bar, ui.line, ui.queue, h('div', { class: 'middle' }, ui.log, ui.jump), ui.activity, ui.foot);
      root.replaceChildren(ui.launcher, ui.news, ui.panel);

      const items = [...this.order.map((seq) => this.bySeq.get(seq)), ...this.outbox];
      for (const item of items) item.node = null;
      for (const item of items) this.place(item);
      this.paint();
      this.scrollTo(null, true);
      const again = focused && this.isOpen && root.querySelector(`[data-testid="${focused}"]`);
      if (again) again.focus();
    }

    buildMenu() {
      const entry = (key, id, act) => h('button', { type: 'button', t: id,
        on: { click: () => { this.toggleMenu(false); act(); } } }, this.t(key));
      return h('div', { class: 'menu', id: 'menu', t: 'menu', hidden: true },
        entry('download', 'download', () => this.download()),
        entry('mail', 'mail', () => this.showSheet('mail')),
        entry(this.sound ? 'soundOff' : 'soundOn', 'sound', () => this.toggleSound()),
        entry('forget', 'forget', () => this.showSheet('forget')));
    }

    /** The foot holds the composer, or a form in its place. */
    buildFoot() {
      const { ui } = this;
      const kind = this.sheet || (this.status === 'closed' ? 'closed' : 'compose');
      ui.footKind = kind;
      ui.problemText = h('p', { role: 'alert' });
      ui.problemRetry = h('button', { class: 'link', type: 'button', t: 'retry',
        on: { click: () => { const { retry } = this.problem; this.problem = null; this.paint(); retry(); } } },
      this.t('retry'));
      ui.problem = h('div', { class: 'problem', t: 'problem' }, ui.problemText, ui.problemRetry);
      ui.field = ui.file = null;
      const body = { compose: () => this.composer(), closed: () => this.farewell(), mail: () => this.mailForm(),
        forget: () => this.forgetForm() }[kind]();
      ui.foot.replaceChildren(ui.problem, body);
    }

    composer() {
      const { ui } = this;
      ui.fileName = h('span', { role: 'status' });
      ui.fileDrop = h('button', { class: 'tool', type: 'button', t: 'file-remove',
        on: { click: () => { this.file = null; this.paint(); this.focusField(); } } }, icon('close'));
      ui.file = h('div', { class: 'file', t: 'file' }, icon('clip'), ui.fileName, ui.fileDrop);
      ui.picker = h('input', { type: 'file', hidden: true, t: 'file-input', accept: FILE_TYPES.join() + ',.heic,.heif',
        on: { change: () => { this.takeFile(ui.picker.files[0]); ui.picker.value = ''; } } });
      ui.attach = h('button', { class: 'tool', type: 'button', t: 'attach', 'aria-label': this.t('attach'),
        title: this.t('attach'), on: { click: () => ui.picker.click() } }, icon('clip'));
      ui.count = h('p', { class: 'count', id: 'count', t: 'counter' });
      ui.field = h('textarea', { class: 'field', t: 'input', rows: '1', placeholder: this.t('placeholder'),
        'aria-label': this.t('field'), 'aria-describedby': 'count', autocomplete: 'off', enterkeyhint: 'send',
        on: {
          input: () => { this.setDraft(ui.field.value); this.sayTyping(Boolean(this.draft)); },
          keydown: (event) => {
            if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
            event.preventDefault();
            this.submitForm();
          },
          paste: (event) => {
            const file = event.clipboardData.files[0];
            if (!file || ui.attach.hidden) return;
            event.preventDefault();
            this.takeFile(file);
          },
        } });
      const form = h('form', { class: 'compose', t: 'composer', novalidate: true,
        on: { submit: (event) => { event.preventDefault(); this.submitForm(); } } },
      ui.picker, ui.attach, ui.field,
      h('button', { class: 'tool send', type: 'submit', t: 'send', 'aria-label': this.t('send'),
        title: this.t('send') }, icon('send')));
      ui.field.value = this.draft;
      return h('div', { class: 'sheet' }, ui.file, form, ui.count);
    }

    mailForm() {
      const field = h('input', { class: 'field', id: 'email', type: 'email', autocomplete: 'email', t: 'mail-input',
        required: true });
      const submit = (event) => {
        event.preventDefault();
        const email = field.value.trim();
        if (!email || !field.checkValidity()) {
          field.setAttribute('aria-invalid', 'true');
          field.focus();
          return this.fail(this.t('mailBad'));
        }
        return call(this.api + '/transcript', { token: this.token, json: { email } }).then(() => {
          this.sheet = null;
          this.rebuildFoot();
          this.tell(this.t('mailDone', { email }));
        }, (problem) => this.fail(this.sentence(problem, 'errAction')));
      };
      return h('form', { class: 'sheet', t: 'mail-form', novalidate: true, on: { submit } },
        h('h3', {}, this.t('mailTitle')),
        h('label', { for: 'email' }, this.t('mailField')), field,
        h('div', { class: 'row' }, h('button', { class: 'primary', type: 'submit', t: 'mail-send' }, this.t('mailSend')),
          this.cancelButton()));
    }

    forgetForm() {
      return h('div', { class: 'sheet', role: 'group', 'aria-labelledby': 'forget', t: 'forget-form' },
        h('h3', { id: 'forget' }, this.t('forgetTitle')), h('p', { id: 'forget-text' }, this.t('forgetText')),
        h('div', { class: 'row' },
          h('button', { class: 'primary', type: 'button', t: 'forget-do', 'aria-describedby': 'forget-text',
            on: { click: () => this.forget() } }, this.t('forgetDo')),
          this.cancelButton()));
    }

    cancelButton() {
      return h('button', { class: 'second', type: 'button', t: 'cancel', on: { click: () => this.showSheet(null) } },
        this.t('cancel'));
    }

    farewell() {
      const box = h('div', { class: 'sheet', t: 'closed' }, h('p', {}, this.t('closedText')));
      box.append(this.rated ? h('p', { t: 'rated', id: 'rated' }, this.t('rateDone')) : this.ratingForm());
      box.append(h('div', { class: 'row' }, h('button', { class: 'second', type: 'button', t: 'new',
        'aria-describedby': this.rated ? 'rated' : null, on: { click: () => this.startNew() } }, this.t('startNew'))));
      return box;
    }

    ratingForm() {
      const comment = h('textarea', { class: 'field', id: 'comment', rows: '2', maxlength: '1000', t: 'rating-comment' });
      let score = 0;
      const scores = [1, 2, 3, 4, 5].map((n) => h('label', {},
        h('input', { type: 'radio', name: 'score', value: String(n), t: 'rating-' + n,
          'aria-label': this.t('rateValue', { n }) + (n === 1 ? ', ' + this.t('rateLow') : n === 5 ? ', ' + this.t('rateHigh') : ''),
          on: { change: () => { score = n; } } }),
        h('span', { 'aria-hidden': 'true' }, String(n))));
      const submit = (event) => {
        event.preventDefault();
        if (!score) return this.fail(this.t('rateMissing'));
        const json = { score };
        if (comment.value.trim()) json.comment = comment.value.trim();
        const done = () => {
          this.rated = true;
          this.problem = null;
          this.store.save({ rated: true });
          this.rebuildFoot();
          this.byTest('new').focus();
        };
        return call(this.api + '/rating', { token: this.token, json }).then(done, (problem) =>
          (problem.status === 409 ? done() : this.fail(this.sentence(problem, 'errAction'))));
      };
      return h('form', { class: 'sheet', t: 'rating', novalidate: true, on: { submit } },
        h('fieldset', {}, h('legend', {}, this.t('rateTitle')),
          h('div', { class: 'scale' }, h('div', { class: 'scores' }, scores),
            h('div', { class: 'ends', 'aria-hidden': 'true' },
              h('span', {}, this.t('rateLow')), h('span', {}, this.t('rateHigh'))))),
        h('label', { for: 'comment' }, this.t('rateComment')), comment,
        h('div', { class: 'row' }, h('button', { class: 'primary', type: 'submit', t: 'rating-send' }, this.t('rateSend'))));
    }

    // ---- drawing: messages

    textOf(item) {
      const { message } = item;
      const { attachment } = message;
      if (attachment && message.text === `📎 ${attachment.name}`) return ''; // the chip says it already
      const text = (message.text || '').replace(/€ (?=\d)/g, '€\u00a0') // an amount stays on one line, and so does a telephone number
        .replace(/\b(0\d{1,3}-\d{3}) (\d\d) (\d\d)\b/g, '$1\u00a0$2\u00a0$3');
      if (message.sender !== 'customer' || !text.startsWith('/')) return text;
      if (text === ASK_HUMAN) return this.t('humanAsked');
      for (const other of this.bySeq.values()) { // a button comes back from the server as its payload
        const button = (other.message.buttons || []).find((one) => one.payload === text);
        if (button) return button.title;
      }
      return text;
    }

    authorOf(message) {
      if (message.sender === 'customer') return this.t('fromYou');
      if (message.sender === 'bot') return this.t('fromBot');
      if (message.sender === 'system') return this.t('fromSystem');
      const name = agentName(message);
      return name ? this.t('fromAgentNamed', { name }) : this.t('fromAgent');
    }

    /** Puts a message where its number says; what has no number yet comes last. */
    place(item) {
      const { log } = this.ui;
      const { seq } = item.message;
      if (!item.node) this.draw(item);
      if (!seq) {
        log.append(item.node);
        this.decorate(item);
        return;
      }
      let at = this.order.length;
      while (at > 0 && this.order[at - 1] > seq) at -= 1;
      if (this.order[at - 1] !== seq) this.order.splice(at, 0, seq);
      else at -= 1;
      const next = this.bySeq.get(this.order[at + 1]) || this.outbox.find((other) => other.node && other !== item);
      const before = (next && next.node) || null;
      // Moving a node makes a screen reader say it again, so only move what is in the wrong place.
      if (item.node.parentNode !== log || item.node.nextSibling !== before) log.insertBefore(item.node, before);
      this.drawMeta(item);
      this.decorate(item);
      if (next && next.node) this.decorate(next);
    }

    draw(item) {
      const { message } = item;
      const from = ['customer', 'bot', 'agent', 'system'].includes(message.sender) ? message.sender : 'system';
      item.day = h('span', { class: 'day' });
      item.author = h('span', { class: 'author', 'aria-hidden': 'true' }, this.authorOf(message));
      item.body = h('span', { t: 'text' }, linked(this.textOf(item), this.t('newWindow')));
      item.meta = h('div', { class: 'meta', t: 'meta' });
      item.node = h('div', { class: 'msg from-' + from, t: 'message', 'data-sender': from, 'data-id': message.id },
        item.day, from === 'system' ? null : item.author,
        item.body.textContent || !message.attachment
          ? h('div', { class: 'bubble' }, h('span', { class: 'sr' }, this.authorOf(message) + ': '), item.body)
          : h('span', { class: 'sr' }, this.authorOf(message) + ': '),
        this.extras(message), this.choices(item), item.meta);
      this.drawMeta(item);
    }

    extras(message) {
      const { source, attachment } = message;
      const parts = [];
      if (message.case) {
        parts.push(h('span', { class: 'chip', t: 'case' }, icon('folder'),
          this.t('caseNumber', { n: String(message.case) })));
      }
      if (source && source.title) {
        const href = source.url && safeUrl(source.url, this.server + '/');
        const label = this.t('source', { title: source.title });
        const props = { class: 'chip', t: 'source', 'data-source': source.id };
        const chip = href ? outLink(href, label, this.t('newWindow'), props) : h('span', props, label);
        chip.prepend(icon('book'));
        parts.push(chip);
      }
      if (attachment) {
        const name = attachment.name || attachment.filename || this.t('attachment');
        const label = attachment.size ? `${name} (${fileSize(attachment.size, this.language)})` : name;
        const path = attachment.url || (attachment.id && `${this.api}/attachments/${encodeURIComponent(attachment.id)}`);
        const href = path && safeUrl(path, this.server + '/');
        const props = { class: 'chip', t: 'attachment' };
        if (href) props.on = { click: (event) => this.fetchFile(event, href, name) };
        const chip = href ? h('a', { href, download: name, ...props }, label) : h('span', props, label);
        chip.prepend(icon('clip'));
        parts.push(chip);
      }
      return parts.length ? h('div', { class: 'extras' }, parts) : null;
    }

    /** A file of the conversation is behind the token, which a plain link cannot send. */
    fetchFile(event, href, name) {
      if (new URL(href).origin !== new URL(this.server).origin) return;
      event.preventDefault();
      fetch(href, { headers: { Authorization: 'Bearer ' + this.token }, credentials: 'omit' })
        .then((answer) => (answer.ok ? answer.blob() : Promise.reject(new Problem(answer.status))))
        .then((blob) => saveFile(blob, name), () => this.fail(this.t('errAction')));
    }

    choices(item) {
      const buttons = (item.message.buttons || []).filter((button) => button && button.title && button.payload);
      if (!buttons.length) return null;
      item.choices = buttons.map((button) => {
        const node = h('button', { class: 'choice', type: 'button', t: 'choice', 'data-payload': button.payload,
          disabled: true, on: { click: () => {
            item.picked = button.payload;
            this.submit({ payload: button.payload, title: button.title });
            this.focusField();
          } } }, button.title);
        return node;
      });
      return h('div', { class: 'choices' }, item.choices);
    }

    drawMeta(item) {
      const { message, meta, node } = item;
      if (!meta) return undefined;
      node.classList.toggle('pending', item.state === 'pending');
      node.classList.toggle('failed', item.state === 'failed');
      if (message.seq) setAttr(node, 'data-seq', message.seq);
      if (item.state === 'failed') {
        meta.replaceChildren(h('span', {}, this.t('notSent') + ' ' + item.problem),
          h('button', { class: 'link', type: 'button', t: 'message-retry', on: { click: () => this.again(item) } },
            this.t('retry')),
          h('button', { class: 'link', type: 'button', t: 'message-discard', on: { click: () => this.discard(item) } },
            this.t('discard')));
        return undefined;
      }
      if (item.state === 'pending') {
        this.drawPending(item);
        return undefined;
      }
      const at = new Date(message.at);
      const time = isNaN(at) ? '' : at.toLocaleTimeString(this.locale, { hour: '2-digit', minute: '2-digit' });
      if (message.sender === 'system') return meta.replaceChildren();
      const read = message.sender === 'customer' && message.seq === this.readShown;
      return meta.replaceChildren(h('time', { datetime: message.at }, this.language === 'nl' ? time.replace(':', '.') : time),
        read ? h('span', { t: 'read' }, this.t('read')) : '');
    }

    get locale() { return this.language === 'nl' ? 'nl-NL' : 'en-GB'; }
    number(n) { return n.toLocaleString(this.locale); }

    dayOf(message) {
      const at = new Date(message.at);
      return isNaN(at) ? '' : at.toDateString();
    }

    /** The day above the first message of a day, the author above the first of a group. */
    decorate(item) {
      const above = item.node.previousElementSibling;
      const id = above && above.dataset.id;
      const previous = above && ((above.dataset.seq && this.bySeq.get(Number(above.dataset.seq))) || this.byId.get(id));
      const day = this.dayOf(item.message);
      const newDay = !previous || this.dayOf(previous.message) !== day;
      const first = newDay || previous.message.sender !== item.message.sender ||
        agentName(previous.message) !== agentName(item.message);
      item.day.hidden = !newDay || !day || (!previous && day === new Date().toDateString());
      if (newDay) setText(item.day, this.dayText(item.message));
      item.node.classList.toggle('first', first);
      item.author.hidden = !first || item.message.sender === 'customer';
    }

    dayText(message) {
      const at = new Date(message.at);
      if (isNaN(at)) return '';
      const now = new Date();
      if (at.toDateString() === now.toDateString()) return this.t('today');
      now.setDate(now.getDate() - 1);
      if (at.toDateString() === now.toDateString()) return this.t('yesterday');
      return at.toLocaleDateString(this.locale, { day: 'numeric', month: 'long', year: 'numeric' });
    }

    paintRead() {
      const mine = this.order.filter((seq) => seq <= this.readByAgent && this.bySeq.get(seq).message.sender === 'customer');
      const shown = mine[mine.length - 1];
      if (shown === this.readShown) return;
      const before = this.readShown;
      this.readShown = shown;
      for (const seq of [before, shown]) if (this.bySeq.has(seq)) this.drawMeta(this.bySeq.get(seq));
    }

    // ---- drawing: the state

    /** Brings everything but the messages in line with the state. */
    paint() {
      const { ui, status } = this;
      if (!ui || !ui.panel) return;
      const unread = this.unread();
      ui.panel.hidden = !this.isOpen;
      ui.launcher.hidden = this.isOpen;
      setAttr(ui.launcher, 'aria-label', unread ? `${this.t('launcherLabel')}, ${this.unreadText()}` : this.t('launcherLabel'));
      ui.badge.hidden = !unread;
      setText(ui.badge, unread ? String(unread) : '');
      setAttr(ui.panel, 'aria-modal', this.narrow ? 'true' : null); // full screen: nothing else can be reached
      setAttr(ui.panel, 'data-status', status);

      setText(ui.subtitle, status === 'agent' && this.agent ? this.t('statusAgentNamed', { name: this.agent })
        : this.t({ bot: 'statusBot', waiting: 'statusWaiting', agent: 'statusAgent', closed: 'statusClosed' }[status] || 'statusBot'));
      ui.human.hidden = status === 'waiting' || status === 'agent';
      ui.human.disabled = this.outbox.some((item) => item.payload === ASK_HUMAN && item.state === 'pending');
      ui.notice.hidden = !this.notice;
      setText(ui.notice, this.notice ? this.t(this.notice) : '');

      const offline = navigator.onLine === false;
      const trouble = offline ? this.t('offline') : this.lost && this.line.running ? this.t('reconnecting') : '';
      ui.line.hidden = !trouble;
      ui.tryNow.hidden = offline;
      setText(ui.lineText, trouble);
      const queue = this.queueSentence();
      ui.queue.hidden = !queue;
      setText(ui.queueText, queue);
      const activity = this.activitySentence();
      setText(ui.activity, activity);
      ui.activity.classList.toggle('busy', Boolean(activity));

      if (ui.footKind !== (this.sheet || (status === 'closed' ? 'closed' : 'compose'))) this.buildFoot();
      ui.problem.hidden = !this.problem;
      setText(ui.problemText, this.problem ? this.problem.text : '');
      ui.problemRetry.hidden = !(this.problem && this.problem.retry);
      this.paintComposer();
      this.paintChoices();
      for (const item of this.outbox) if (item.state === 'pending') this.drawPending(item);
    }

    drawPending(item) {
      setText(item.meta, this.t(this.lost || !this.linked || navigator.onLine === false ? 'waitingToSend' : 'sending'));
    }

    paintComposer() {
      const { ui } = this;
      if (!ui.field) return;
      const askedFor = this.status === 'bot' && this.lastFrom('bot')?.message.asks === 'attachment';
      ui.attach.hidden = !(this.status === 'agent' || this.status === 'waiting' || askedFor);
      ui.file.hidden = !this.file;
      if (this.file) {
        setText(ui.fileName, this.uploading ? this.t('attachSending', { name: this.file.name })
          : `${this.file.name} (${fileSize(this.file.size, this.language)})`);
        setAttr(ui.fileDrop, 'aria-label', this.t('attachRemove', { name: this.file.name }));
        ui.fileDrop.hidden = this.uploading;
      }
      const size = characters(this.draft.trim());
      ui.count.hidden = size < COUNTER_FROM;
      ui.count.classList.toggle('over', size > MAX_TEXT);
      setText(ui.count, size < COUNTER_FROM ? '' : this.t('counter', { n: this.number(size), max: this.number(MAX_TEXT) }));
      setAttr(ui.field, 'aria-invalid', size > MAX_TEXT ? 'true' : null);
      // Grow with the text by rows: heights in px would need inline styles.
      ui.field.rows = 1;
      while (ui.field.rows < 7 && ui.field.scrollHeight > ui.field.clientHeight + 2) ui.field.rows += 1;
    }

    lastFrom(...senders) {
      for (let at = this.order.length - 1; at >= 0; at -= 1) {
        const item = this.bySeq.get(this.order[at]);
        if (senders.includes(item.message.sender)) return item;
      }
      return undefined;
    }

    /** Only the newest question can be answered by button, and only once. */
    paintChoices() {
      const newest = this.lastFrom('bot', 'customer');
      const usable = newest && newest.message.sender === 'bot' && !this.outbox.some((item) => item.state === 'pending') &&
        (this.status === 'bot' || this.status === 'waiting') ? newest : null;
      this.order.forEach((seq, at) => {
        const item = this.bySeq.get(seq);
        if (!item.choices) return;
        const reply = this.bySeq.get(this.order[at + 1]);
        const picked = item.picked || (reply && reply.own !== true && reply.message.sender === 'customer' ? reply.message.text : null);
        for (const button of item.choices) {
          const chosen = item !== usable && (picked === button.dataset.payload || picked === button.textContent);
          button.disabled = item !== usable;
          if (button.classList.contains('picked') !== chosen) {
            button.classList.toggle('picked', chosen);
            setAttr(button, 'aria-label', chosen ? `${button.textContent} (${this.t('chosen')})` : null);
          }
        }
      });
    }

    queueSentence() {
      if (this.status !== 'waiting') return '';
      const queue = this.queue || {};
      if (queue.open === false) return this.t('queueClosed');
      const out = [queue.position === 1 ? this.t('queueNext') : queue.position > 1
        ? this.t('queuePosition', { n: queue.position }) : this.t('queuePending')];
      if (Number.isFinite(queue.expected_wait_s)) {
        const n = Math.ceil(queue.expected_wait_s / 60);
        out.push(queue.expected_wait_s < 60 ? this.t('waitShort') : n === 1 ? this.t('waitOne') : this.t('waitMany', { n }));
      }
      return out.join(' ');
    }

    activitySentence() {
      if (this.beginning) return this.t('starting');
      if (this.status === 'agent' && this.typing === 'agent') {
        return this.agent ? this.t('agentTypingNamed', { name: this.agent }) : this.t('agentTyping');
      }
      if (this.busy && this.slow) return this.t('botSlow');
      if (this.status === 'bot' && (this.busy || this.typing === 'bot')) return this.t('botBusy');
      if (this.token && !this.linked && !this.lost && !this.order.length) return this.t('connecting');
      return this.passing || '';
    }

    /** A short sentence that goes away by itself. */
    tell(text) {
      this.passing = text;
      clearTimeout(this.passingTimer);
      this.passingTimer = setTimeout(() => { this.passing = ''; this.paint(); }, 10000);
      this.paint();
    }

    // ---- moving about

    open(from, takeFocus = true) {
      if (!this.isOpen) {
        this.cameFrom = from || null;
        this.isOpen = true;
        this.rememberOpen();
        this.paint();
        this.scrollTo(null, true);
        this.dispatchEvent(new CustomEvent('balie-open'));
      }
      if (!this.token) this.begin();
      this.markRead();
      this.paint();
      this.fitKeyboard();
      // On a touch screen the keyboard would at once cover the greeting.
      if (takeFocus) (matchMedia('(pointer: coarse)').matches ? this.ui.panel : this.ui.field || this.ui.panel).focus();
    }

    close() {
      if (!this.isOpen) return;
      this.isOpen = false;
      this.toggleMenu(false);
      clearTimeout(this.beginTimer);
      this.rememberOpen();
      this.paint();
      const back = this.cameFrom && this.cameFrom.isConnected ? this.cameFrom : this.ui.launcher;
      back.focus();
      this.dispatchEvent(new CustomEvent('balie-close'));
    }

    rememberOpen() {
      try { sessionStorage.setItem(this.store.key + ':open', this.isOpen ? '1' : '0'); } catch { /* then not */ }
    }

    byTest(id) { return this.shadowRoot.querySelector(`[data-testid="balie-${id}"]`); }

    focusField() {
      if (!this.isOpen) return;
      (this.ui.field || this.ui.panel).focus();
    }

    setDraft(text) {
      this.draft = text;
      if (this.ui.field && this.ui.field.value !== text) this.ui.field.value = text;
      if (this.problem && !this.problem.retry) this.problem = null;
      this.paint();
    }

    keydown(event) {
      if (event.key === 'Escape' && !event.isComposing) {
        event.stopPropagation();
        if (!this.ui.menu.hidden) {
          this.toggleMenu(false);
          this.ui.menuButton.focus();
        } else if (this.sheet) this.showSheet(null);
        else this.close();
      } else if (event.key === 'Tab' && this.narrow) {
        // Full screen covers the page: focus must not wander off to where it cannot be seen.
        const stops = [...this.ui.panel.querySelectorAll('a[href], button, input, textarea, [tabindex="0"]')]
          .filter((node) => !node.disabled && node.getClientRects().length);
        const [first, last] = [stops[0], stops[stops.length - 1]];
        const now = this.shadowRoot.activeElement;
        if (event.shiftKey && (now === first || now === this.ui.panel)) { event.preventDefault(); last.focus(); }
        else if (!event.shiftKey && now === last) { event.preventDefault(); first.focus(); }
      }
    }

    toggleMenu(show) {
      this.ui.menu.hidden = !show;
      setAttr(this.ui.menuButton, 'aria-expanded', String(show));
      if (show) this.ui.menu.querySelector('button').focus();
    }

    showSheet(kind) {
      this.sheet = kind;
      this.problem = null;
      this.rebuildFoot();
      const target = kind && this.ui.foot.querySelector('.sheet input, .sheet button');
      if (target) target.focus();
      else this.focusField();
    }

    rebuildFoot() {
      this.buildFoot();
      this.paint();
    }

    setLanguage(code) {
      this.language = code;
      this.store.save({ language: code });
      this.problem = null;
      this.passing = '';
      this.build();
    }

    toggleSound() {
      this.sound = !this.sound;
      this.store.save({ sound: this.sound });
      this.ui.menu.replaceWith((this.ui.menu = this.buildMenu()));
      if (this.sound) this.beep();
      this.ui.menuButton.focus();
    }

    download() {
      const name = this.option('title') || this.t('defaultTitle');
      const lines = [this.t('transcriptTitle', { title: name }), ''];
      for (const item of this.order.map((seq) => this.bySeq.get(seq))) {
        const { message } = item;
        const at = new Date(message.at);
        const when = isNaN(at) ? '' : at.toLocaleString(this.locale, { dateStyle: 'medium', timeStyle: 'short' });
        lines.push(`[${when}] ${this.authorOf(message)}:`);
        if (message.text) lines.push(this.textOf(item));
        if (message.case) lines.push(this.t('caseNumber', { n: String(message.case) }));
        if (message.source && message.source.title) lines.push(this.t('source', message.source) + (message.source.url ? ' ' + message.source.url : ''));
        if (message.attachment) lines.push(`${this.t('attachment')}: ${message.attachment.name || message.attachment.filename || ''}`);
        lines.push('');
      }
      const day = new Date().toISOString().slice(0, 10);
      saveFile(new Blob([lines.join('\r\n')], { type: 'text/plain;charset=utf-8' }), `${this.t('transcriptFile')}-${day}.txt`);
      this.ui.menuButton.focus();
    }

    get nearEnd() {
      const { log } = this.ui;
      return log.scrollHeight - log.scrollTop - log.clientHeight < 120;
    }
    get boxOfLog() { return this.ui.log.clientWidth + 'x' + this.ui.log.clientHeight; }
    scrolled() {
      if (this.logBox !== this.boxOfLog) return; // a phone was turned: nobody scrolled, and the observer puts it right
      this.atEnd = this.nearEnd;
      if (this.atEnd) this.ui.jump.hidden = true;
    }
    scrollTo(node, always) {
      const { log, jump } = this.ui;
      if (!always && !this.nearEnd) return;
      log.scrollTop = log.scrollHeight;
      this.atEnd = true;
      jump.hidden = true;
    }
    /** Follow the conversation, but show a long answer from its beginning, and never pull a reader away. */
    reveal(item) {
      const { log, jump } = this.ui;
      if (!this.isOpen) return;
      const added = log.scrollHeight - item.node.offsetTop;
      const wasNear = log.scrollHeight - added - log.scrollTop - log.clientHeight < 160;
      if (!wasNear) {
        jump.hidden = false;
        return;
      }
      log.scrollTop = Math.min(log.scrollHeight, item.node.offsetTop - 12);
    }

    /** An on-screen keyboard shrinks what can be seen, not the page: follow it in a sheet of our own. */
    fitKeyboard() {
      const view = window.visualViewport;
      if (!view || !this.isOpen) return;
      const zoomed = view.scale > 1.01; // pinch zoom is the reader's own
      this.viewSheet.replaceSync(this.narrow && !zoomed
        ? `:host { --view-height: ${Math.round(view.height)}px; --view-top: ${Math.round(view.offsetTop)}px; }` : '');
    }
  }

  customElements.define('balie-chat', BalieChat);

  // ---------------------------------------------------------------- insertion

  const script = document.currentScript;
  function insert() {
    if (!script || document.querySelector('balie-chat')) return;
    const element = document.createElement('balie-chat');
    for (const [name, value] of Object.entries(script.dataset)) element.dataset[name] = value;
    if (!element.dataset.server) element.dataset.server = new URL('/', script.src).href;
    document.body.append(element);
  }
  if (document.body) insert();
  else document.addEventListener('DOMContentLoaded', insert);
})();
