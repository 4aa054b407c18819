/** What is half written survives a reload; it is forgotten when it is sent, on log-out and after a working day. */
const PREFIX = "balie:draft:";
const KEPT_MS = 10 * 3600000;
let timer = 0;

const keyOf = (field) => PREFIX + field.dataset.draft;

export function restore(root = document) {
  for (const field of root.querySelectorAll("textarea[data-draft]")) {
    if (field.value) continue;
    try {
      const kept = JSON.parse(localStorage.getItem(keyOf(field)) || "null");
      if (kept && Date.now() - kept.at < KEPT_MS) field.value = kept.text;
      else localStorage.removeItem(keyOf(field));
    } catch {
      /* storage is off: no drafts */
    }
  }
}

export function forget(field) {
  clearTimeout(timer);
  try {
    localStorage.removeItem(keyOf(field));
  } catch {
    /* storage is off */
  }
}

/** Keep what stands in `field` now, without waiting for the next letter. */
export function keep(field) {
  try {
    if (field.value.trim()) localStorage.setItem(keyOf(field), JSON.stringify({ text: field.value, at: Date.now() }));
    else localStorage.removeItem(keyOf(field));
  } catch {
    /* storage is off or full */
  }
}

/** Put a text that could not be sent back as the draft of a field that is not on the page now. */
export function putBack(name, text) {
  try {
    if (!localStorage.getItem(PREFIX + name)) localStorage.setItem(PREFIX + name, JSON.stringify({ text, at: Date.now() }));
  } catch {
    /* storage is off or full */
  }
}

document.addEventListener("input", (event) => {
  if (!event.target.matches?.("textarea[data-draft]")) return;
  clearTimeout(timer);
  timer = setTimeout(keep, 250, event.target);
});
addEventListener("pagehide", () => document.querySelectorAll("textarea[data-draft]").forEach((field) => field.dataset.sent || keep(field)));
document.addEventListener("submit", (event) => {
  if (event.defaultPrevented) return;
  if (event.target.matches('form[action="/desk/logout"]')) {
    for (const key of Object.keys(localStorage)) if (key.startsWith(PREFIX)) localStorage.removeItem(key);
  }
  for (const field of event.target.querySelectorAll("textarea[data-draft]")) {
    if (event.target.hasAttribute("hx-post")) continue;
    field.dataset.sent = "1";
    forget(field);
  }
});
