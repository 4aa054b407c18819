/** The queue changes without reload: the server says that it did, the page fetches its rows anew, filters kept. */
import { alert, count } from "./alerts.js";
import * as watch from "./watch.js";
import { tick } from "./time.js";
import { say } from "./words.js";

const SEEN = "balie:queue";
const PAUSE_MS = 800;
const SPREAD_MS = 250; // all screens hear of a change at the same moment; they need not all ask at the same moment
let fresh = new Set();
let waitUntil = 0;
let timer = 0;

function known() {
  try {
    return JSON.parse(sessionStorage.getItem(SEEN) || "null");
  } catch {
    return null;
  }
}

function remember(value) {
  try {
    sessionStorage.setItem(SEEN, JSON.stringify(value));
  } catch {
    /* storage is off: alerts only for what comes while this page is open */
  }
}

function refreshRows() {
  const rows = document.getElementById("rows");
  if (!rows || !globalThis.htmx) return;
  clearTimeout(timer);
  timer = setTimeout(() => {
    waitUntil = Date.now() + PAUSE_MS;
    htmx.trigger(rows, "refresh");
  }, Math.max(0, waitUntil - Date.now()) + Math.random() * SPREAD_MS);
}

/** My conversations anew; the one that is open stays marked, and the focus stays where it was. */
function showMine(html) {
  const box = document.getElementById("mine");
  const focused = box.contains(document.activeElement) ? document.activeElement.id : "";
  box.innerHTML = html;
  for (const link of box.querySelectorAll("a")) {
    if (location.pathname.startsWith(link.pathname)) link.setAttribute("aria-current", "page");
  }
  if (focused) document.getElementById(focused)?.focus();
}

export function start(line, here) {
  let before = null;
  let waiting = [];
  line.addEventListener("watching", ({ detail }) => watch.show(detail.watching, here));
  line.addEventListener("queue", ({ detail }) => {
    waiting = detail.waiting ?? waiting; // left out when the rows are as they were
    const ids = waiting.map((row) => row.conversation);
    const last = known();
    const unread = Object.fromEntries(detail.mine.map((talk) => [talk.id, talk.unread]));
    if (last) {
      for (const row of waiting.filter((r) => !last.ids.includes(r.conversation))) {
        fresh.add(row.conversation);
        if (row.conversation !== detail.offer?.conversation) alert(say("new_work"), "", `/desk/conversations/${row.conversation}`);
      }
      for (const talk of detail.mine) {
        if (talk.unread > (last.unread[talk.id] ?? 0) && (talk.id !== here || document.hidden)) alert(say("new_message"), "", `/desk/conversations/${talk.id}`);
      }
    }
    remember({ ids, unread });

    const badge = document.getElementById("waiting-total");
    badge.textContent = detail.total;
    badge.hidden = detail.total === 0;
    count(detail.total + detail.mine.reduce((sum, talk) => sum + (talk.id === here && !document.hidden ? 0 : talk.unread), 0));

    const signature = JSON.stringify(waiting);
    if (signature !== before) refreshRows();
    before = signature;
    if (detail.html !== undefined) showMine(detail.html); // left out when they are as they were
  });

  document.body.addEventListener("htmx:afterSwap", ({ target }) => {
    tick();
    if (target.id !== "rows") return;
    watch.again();
    for (const id of fresh) document.querySelector(`[data-row="${CSS.escape(id)}"]`)?.classList.add("is-new");
    fresh = new Set();
  });

  // The filters also go with "take the next", and into the address so that a reload keeps them.
  document.querySelector('form.filters[action="/desk"]')?.addEventListener("change", (event) => {
    const values = new FormData(event.currentTarget);
    for (const [name, value] of values) {
      const hidden = document.querySelector(`.take [name="${name}"]`);
      if (hidden) hidden.value = value;
    }
    const from = document.getElementById("rows-from");
    if (from) from.value = 0;
    const query = new URLSearchParams([...values].filter(([, value]) => value)).toString();
    history.replaceState(null, "", query ? `/desk?${query}` : "/desk");
  });
}
