/** Texts that several parts of the page share, in English. Each panel brings its own. */

export const T = {
  name: "wyoming_kokoro",
  skip: "Skip to content",
  panels: "Panels",
  loading: "Loading…",
  states: { starting: "Starting", ok: "Ready", degraded: "Degraded", preparing: "Preparing", stopping: "Stopping", offline: "Offline" },

  play: "Play",
  stop: "Stop",
  save: "Save",
  cancel: "Cancel",
  close: "Close",
  remove: "Remove",
  copy: "Copy",
  copied: "Copied.",
  selected: "Selected. Press Ctrl+C to copy it.",
  search: "Search",
  text: "Text",
  voice: "Voice",
  language: "Language",

  player: "Player",
  nothingPlayed: "Nothing played yet.",
  playing: (name) => `Playing ${name}`,
  unplayable: "This browser cannot play this format. Download it instead.",

  errors: {
    offline: "The server does not respond. This page keeps trying.",
    unreachable: "Cannot reach the server. Check that it is running, then try again.",
    interrupted: "The connection was lost before the response was complete. Try again; the System panel shows recent warnings.",
    unexpected: "Unexpected response from the server. Reload the page.",
  },

  access: {
    off: "To make changes, run “wyoming-kokoro open” on the server and open the link it prints. Or run “wyoming-kokoro token” there and enter the token it prints.",
    look: "To make changes, run “wyoming-kokoro open” on the server and open the link it prints. Or enter the token that “wyoming-kokoro token” printed there.",
    locked: "This server requires its API key. Enter the key, or the token that “wyoming-kokoro token” printed on the server.",
    token: "Token",
    useToken: "Use token",
    wrongToken: "Not a valid token. Run “wyoming-kokoro token” on the server to create a new one.",
    keyOrToken: "API key or token",
    useKey: "Unlock",
    wrongKey: "Neither the API key nor a valid token.",
    needed: "Asks for the token.",
    panelNeedsToken: "Enter the token to use this panel.",
  },
};
