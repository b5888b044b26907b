// Writes the editor of texts as one file that pages of the office and of institutions load: make setup calls it.
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { build } from "esbuild";

const out = "static-built/editor.js";
const { metafile } = await build({
  entryPoints: ["editor/editor.js"],
  outfile: out,
  bundle: true,
  format: "esm",
  target: "es2022",
  minify: true,
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
if (!readFileSync(out).length) process.exit(1);

// What the licences ask for: their texts go along with what was put together, and with the design system.
const packages = new Set(["node_modules/@kern-ux/native"]);
for (const input of Object.keys(metafile.inputs)) {
  const found = input.match(/^node_modules\/(?:@[^/]+\/)?[^/]+/);
  if (found) packages.add(found[0]);
}
const texts = [...packages].sort().map((folder) => {
  const { name, version, license } = JSON.parse(readFileSync(`${folder}/package.json`));
  const file = readdirSync(folder).find((one) => /^licen[cs]e/i.test(one) && existsSync(`${folder}/${one}`));
  const text = file ? readFileSync(`${folder}/${file}`, "utf8").trim() : `Licence: ${license}`;
  return `${name} ${version}\n${"=".repeat(60)}\n\n${text}\n`;
});
writeFileSync("static-built/licences.txt", texts.join("\n\n"));
