// Builds web/static/dist: the same sources and lock file give the same bytes, on any machine.

import { createHash } from "node:crypto";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { basename, dirname, extname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import * as esbuild from "esbuild";
import * as sass from "sass";

const HERE = dirname(fileURLToPath(import.meta.url));
const MODULES = join(HERE, "node_modules");
const DIST = resolve(HERE, "../web/static/dist");

// What the bundler does not see, and whose licence we keep: a package that Sass takes in and that carries
// no text, and the icons that come within bpmn-js.
const UNSEEN = [
  { name: "govuk-frontend", comesWith: "govuk-frontend" },
  { name: "bpmn-font", comesWith: "bpmn-js" },
];

const WOFF2 = 'src: url("../font/bpmn.woff2") format("woff2");';

// What bpmn-js has that our content security policy would stop, mended while it is bundled.
const strict = {
  name: "strict",
  setup(build) {
    // Icons of the menus for aligning: style attributes become attributes of SVG.
    build.onLoad({ filter: /(Align|Distribute)ElementsIcons\.js$/ }, async ({ path }) => ({
      contents: replaced(await readFile(path, "utf8"), /style="([^"]*)"/g, (_, style) => asAttributes(style)),
    }));
    // Icons as one woff2 file instead of five formats, one of them inlined.
    build.onLoad({ filter: /bpmn-font[\\/]css[\\/]bpmn\.css$/ }, async ({ path }) => ({
      loader: "css",
      contents: replaced(await readFile(path, "utf8"), /(src: [^;]*;\s*){2}/, WOFF2),
    }));
    // A picture within the stylesheet, for the path down into closed sub-processes, which are not drawn here.
    build.onLoad({ filter: /assets[\\/]bpmn-js\.css$/ }, async ({ path }) => ({
      loader: "css",
      contents: replaced(await readFile(path, "utf8"), /content: url\('data:[^']*'\);/g, 'content: "/";'),
    }));
  },
};

function asAttributes(style) {
  const pairs = style.split(";").filter(Boolean).map((part) => part.split(":"));
  return pairs.map(([name, value]) => `${name.trim()}="${value.trim()}"`).join(" ");
}

// A new version of the package may have moved what is to be replaced; then the build stops.
function replaced(text, pattern, by) {
  const mended = text.replace(pattern, by);
  if (mended === text) throw new Error(`Nothing to replace: ${pattern}`);
  return mended;
}

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
const { outputs, inputs } = (await bundle()).metafile;
const built = { ...Object.fromEntries(Object.keys(outputs).map(entry)), ...(await copy("assets/mark.svg")) };
const names = Object.fromEntries(Object.entries(built).sort(([a], [b]) => (a < b ? -1 : 1)));
await writeFile(join(DIST, "manifest.json"), JSON.stringify(names, null, 2) + "\n");
await writeFile(join(DIST, "LICENSES.txt"), await licences(packagesOf(inputs)));
console.log(names);

async function bundle() {
  return esbuild.build({
    absWorkingDir: HERE,
    entryPoints: ["js/bokvar.js", "sass/bokvar.scss", "studio/studio.js", "sass/studio.scss"],
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
    plugins: [theme, strict],
    metafile: true,
    logLevel: "warning",
  });
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

async function licences(packages) {
  const seen = packages.map((name) => ({ name, comesWith: name, folder: join(MODULES, name) }));
  const unseen = UNSEEN.map((part) => ({ ...part, folder: join(HERE, "licences") }));
  const parts = [...seen, ...unseen].sort((a, b) => (a.name < b.name ? -1 : 1));
  return ["What web/static/dist holds of others' work.\n", ...(await Promise.all(parts.map(licence)))].join("\n");
}

async function licence({ name, comesWith, folder }) {
  const { version } = JSON.parse(await readFile(join(MODULES, comesWith, "package.json"), "utf8"));
  const files = [...(await readdir(folder))].sort();
  const file = files.find((entry) => entry === `${name}.txt` || /^licen[cs]e/i.test(entry));
  if (!file) throw new Error(`${name} carries no licence: keep its text in licences/.`);
  const text = await readFile(join(folder, file), "utf8");
  return `${"=".repeat(78)}\n${name} ${version}\n${"=".repeat(78)}\n\n${text.trim()}\n`;
}

// The packages that something in the bundle comes from, by the paths of its sources.
function packagesOf(inputs) {
  const names = Object.keys(inputs).map((path) => /node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(path)?.[1]);
  return [...new Set(names.filter(Boolean))];
}
