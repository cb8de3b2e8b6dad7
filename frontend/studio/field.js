// A field of the panel as a plain value; the panel draws it.
// {key, label, hint, kind: "line" | "text" | "choice" | "check", value, options, set(value)}
// A line with options suggests them; a choice that `isNeeded` cannot be emptied. `set` may return a
// sentence that says why it did not.

export function line(key, label, value, set, more = {}) {
  return { kind: "line", key, label, value, set, ...more };
}

export function text(key, label, value, set) {
  return { kind: "text", key, label, value, set };
}

export function choice(key, label, value, options, set, more = {}) {
  return { kind: "choice", key, label, value, options, set, ...more };
}

export function check(key, label, value, set) {
  return { kind: "check", key, label, value, set };
}
