/** Texts that scripts show, given by the page in the agent's language. */
const table = JSON.parse(document.body.dataset.words || "{}");

export function say(key, values = {}) {
  return (table[key] ?? key).replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}
