// Writes the editor of texts as one file that pages of the office and of institutions load: make setup calls it.
import { readFileSync } from "node:fs";
import { build } from "esbuild";

const out = "static-built/editor.js";
await build({
  entryPoints: ["editor/editor.js"],
  outfile: out,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  logLevel: "warning",
});
if (!readFileSync(out).length) process.exit(1);
