/** Edits the text of the pronunciations file: one `word = pronunciation` a line. */

import * as api from "../api.js";

const texts = {
  refused: (line, reason) => `${line}: ${reason}. It is not saved.`,
};

/** Saves the file with one more line, and returns the server's answer; puts the `previous` file back if the line is invalid. */
export async function saveLine(file, line, previous = file) {
  const changed = withLine(file, line);
  const saved = await api.savePronunciations(changed);
  const mistake = saved.mistakes.find((each) => each.line === changed.trimEnd().split("\n").length);
  if (!mistake) return saved;
  await api.savePronunciations(previous);
  throw new Error(texts.refused(line, mistake.reason));
}

/** Returns the file with a line at its end, in place of an earlier line for the same word. */
export function withLine(file, line) {
  const lines = withoutLine(file, line).split("\n");
  while (lines.length && !lines.at(-1).trim()) lines.pop();
  return `${[...lines, line].join("\n")}\n`;
}

/** Returns the file without the line for the same word. */
export const withoutLine = (file, line) => file.split("\n").filter((each) => isComment(each) || wordOf(each) !== wordOf(line)).join("\n");

export const isComment = (line) => line.trim().startsWith("#");

/** Returns what stands before the equals sign of a line. */
function wordOf(line) {
  const index = line.includes(" = ") ? line.lastIndexOf(" = ") : line.indexOf("=");
  return (index < 0 ? line : line.slice(0, index)).trim().toLowerCase();
}
