// Elements from plain values: text goes in as text, never as markup.

export function make(tag, properties = {}, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) {
    if (value === undefined || value === null || value === false) continue;
    if (name.startsWith("on")) element.addEventListener(name.slice(2), value);
    else if (name === "class") element.className = value;
    else if (name === "dataset") Object.assign(element.dataset, value);
    else if (value === true) element.setAttribute(name, "");
    else element.setAttribute(name, value);
  }
  element.append(...children.filter((child) => child !== null && child !== undefined && child !== ""));
  return element;
}

export function clock(seconds) {
  const at = new Date(seconds * 1000);
  const shown = at.toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit" });
  return make("time", { datetime: at.toISOString(), title: at.toLocaleString("en-GB") }, shown);
}

export function short(text, longest = 80) {
  const line = text.replace(/\s+/g, " ").trim();
  return line.length > longest ? `${line.slice(0, longest - 1)}…` : line;
}
