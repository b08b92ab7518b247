// How jco bundles a plugin: what the world imports stays an import, and what
// the plugin does not use of that leaves the world, so that the component asks
// for nothing it does not need. A plugin that exports nothing stays a module:
// componentize-js takes an empty text for none and looks for a file.
import { readFileSync, writeFileSync } from "node:fs";

const { wit, imports } = JSON.parse(
  readFileSync(process.env.PLUGWRIGHT_IMPORTS, "utf8"),
);

export default {
  external: [...imports.map(({ key }) => key), "$root"],
  treeshake: { moduleSideEffects: "no-external" },
  plugins: [
    {
      name: "plugwright-modules-that-export-nothing",
      renderChunk: (code) => (code.trim() === "" ? "export {};\n" : null),
    },
    {
      name: "plugwright-unused-imports",
      generateBundle(_options, bundle) {
        const used = Object.values(bundle).flatMap((it) => it.imports ?? []);
        const unused = imports.filter(({ key }) => !used.includes(key));
        const lines = new Set(unused.map(({ line }) => line));
        const text = readFileSync(wit, "utf8").split("\n");
        const kept = text.filter((line) => !lines.has(line.trim()));
        writeFileSync(wit, kept.join("\n"));
      },
    },
  ],
};
