// Texts as JSON on standard input come back as [[written once, written twice, same document], …].
import { readFileSync } from "node:fs";

import { read } from "../../editor/reading.js";
import { write } from "../../editor/writing.js";

const texts = JSON.parse(readFileSync(0, "utf8"));
const answers = texts.map((text) => {
  const first = write(read(text));
  return [first, write(read(first)), read(first).eq(read(write(read(first))))];
});
process.stdout.write(JSON.stringify(answers));
