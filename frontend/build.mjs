// Builds web/static/dist: the same sources and lock file give the same bytes, on any machine.

import { createHash } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import * as sass from "sass";

const HERE = dirname(fileURLToPath(import.meta.url));
const MODULES = join(HERE, "node_modules");
const DIST = resolve(HERE, "../web/static/dist");

// What ends up in the bundle, and where its licence stands; the GOV.UK package carries none.
const SHIPPED = [
  ["govuk-frontend", join(HERE, "licences/govuk-frontend.txt")],
  ["@fontsource-variable/source-sans-3", join(MODULES, "@fontsource-variable/source-sans-3/LICENSE")],
];

const theme = {
  name: "theme",
  setup(build) {
    build.onLoad({ filter: /\.scss$/ }, ({ path }) => {
      const { css } = sass.compile(path, { loadPaths: [MODULES], quietDeps: true });
      return { contents: css, loader: "css", resolveDir: HERE };
    });
  },
};

await rm(DIST, { recursive: true, force: true });
await mkdir(DIST, { recursive: true });
const built = { ...(await bundle()), ...(await copy("assets/mark.svg")) };
const names = Object.fromEntries(Object.entries(built).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(join(DIST, "manifest.json"), JSON.stringify(names, null, 2) + "\n");
await writeFile(join(DIST, "LICENSES.txt"), await licences());
console.log(names);

async function bundle() {
  const result = await esbuild.build({
    absWorkingDir: HERE,
    entryPoints: ["js/bokvar.js", "sass/bokvar.scss"],
    entryNames: "[name]-[hash]",
    assetNames: "[name]-[hash]",
    outdir: relative(HERE, DIST),
    bundle: true,
    minify: true,
    format: "esm",
    target: ["es2022", "chrome105", "firefox115", "safari16"],
    charset: "utf8",
    legalComments: "none",
    loader: { ".woff2": "file" },
    plugins: [theme],
    metafile: true,
    logLevel: "warning",
  });
  return Object.fromEntries(Object.keys(result.metafile.outputs).map(entry));
}

function entry(path) {
  const file = basename(path);
  return [file.replace(/-[A-Z0-9]{8}(\.\w+)$/, "$1"), file];
}

async function copy(path) {
  const bytes = await readFile(join(HERE, path));
  const hash = createHash("sha256").update(bytes).digest("hex").slice(0, 8).toUpperCase();
  const extension = extname(path);
  const file = `${basename(path, extension)}-${hash}${extension}`;
  await writeFile(join(DIST, file), bytes);
  return { [basename(path)]: file };
}

async function licences() {
  const parts = ["What web/static/dist holds of others' work.\n"];
  for (const [name, file] of SHIPPED) {
    const { version } = JSON.parse(await readFile(join(MODULES, name, "package.json"), "utf8"));
    const text = await readFile(file, "utf8");
    parts.push(`${"=".repeat(78)}\n${name} ${version}\n${"=".repeat(78)}\n\n${text.trim()}\n`);
  }
  return parts.join("\n");
}
