// Mends the glue that componentize-js 0.23 (and 0.19) writes around the author's
// module. Each mend says what would be lost without it; where the glue has
// another form, it stays as it is.

const READS_WORLD =
  'return (await componentWitMetadataForWorld({ tag: "path", val: path }, worldName));';
const WRITES_GLUE = "await writeFile(initializerPath, jsBindings);";

/** Changes the modules of jco and componentize-js while they are loaded. */
export async function load(url, context, next) {
  const loaded = await next(url, context);
  if (url.endsWith("/cmd/componentize.js")) {
    return { ...loaded, source: readAnyWorld(String(loaded.source)) };
  }
  if (url.endsWith("/src/componentize.js")) {
    return { ...loaded, source: mendGlue(String(loaded.source)) };
  }
  return loaded;
}

/**
 * jco 1.35 looks at the world for old packages of WASI first, and fails when an
 * interface is written inside the world.
 */
function readAnyWorld(source) {
  const tolerant = `try { ${READS_WORLD} } catch { return { imports: [], exports: [] }; }`;
  return source.replace(READS_WORLD, tolerant);
}

/** Makes componentize-js pass its glue through `mend` before it is written. */
function mendGlue(source) {
  if (!source.includes(WRITES_GLUE)) {
    return source;
  }
  const call = "await writeFile(initializerPath, mend(jsBindings));";
  const mends = [
    mend,
    keepMarks,
    keepLargeNumbers,
    keepNegativeNumbers,
    keepOtherResources,
  ];
  const tail = mends.map((it) => it.toString()).join("\n");
  return `${source.replace(WRITES_GLUE, call)}\n${tail}`;
}

function mend(glue) {
  const numbers = keepNegativeNumbers(keepLargeNumbers(keepMarks(glue)));
  return keepOtherResources(numbers);
}

/** A string that starts with U+FEFF would come without it. */
function keepMarks(glue) {
  return glue.replaceAll(
    "new TextDecoder()",
    'new TextDecoder("utf-8", { ignoreBOM: true })',
  );
}

/**
 * A `u32` of 2^31 or more is no small integer for the engine, and the call of an
 * import takes the low bits of its floating-point form. As a negative number it
 * has the bits that are meant.
 */
function keepLargeNumbers(glue) {
  return glue.replace(
    /(function toUint32\(val\) \{\s*return val) >>> 0;/,
    "$1 | 0;",
  );
}

/**
 * A negative number of 64 bits ends the plugin when an import is called with it:
 * the engine takes such arguments as unsigned. Without its sign it has the same
 * bits. Cases of variants make such numbers of `s64`, `f64` and, where another
 * case has 64 bits, of `f32`.
 */
function keepNegativeNumbers(glue) {
  return glue
    .replace(
      /(function toInt64\(val\) \{[^}]*return BigInt\.)asIntN\(/,
      "$1asUintN(",
    )
    .replace(
      "i64ToF64I = new BigInt64Array(",
      "i64ToF64I = new BigUint64Array(",
    )
    .replaceAll("BigInt(BigInt(", "BigInt.asUintN(32, BigInt(");
}

/**
 * A resource of the plugin that comes back to it is forgotten by its handle,
 * as if that were its representation: another resource that the host still
 * holds would be lost, and the one that came back would stay for ever. It is
 * forgotten by its representation here, and goes out again with the same
 * handle if it is answered with.
 */
function keepOtherResources(glue) {
  const comesBack =
    /(var (rsc\d+) = repTable\.get\((\$resource_[\w$]+)\((handle\d+)\)\)\.rep;\s*)repTable\.delete\(\4\);\s*delete \2\[symbolRscHandle\];/g;
  const goesOut =
    /(finalizationRegistry_export\$([\w$]+)\.register\((\w+), (handle\d+), \3\);\s*\})(?=\s)/g;
  const representation = (name) => {
    const at = name.lastIndexOf("$");
    const before = at < 0 ? "" : `${name.slice(0, at)}$`;
    return `$resource_${before}rep$${name.slice(at + 1)}`;
  };
  return glue
    .replace(comesBack, (_, found, object, rep, handle) => {
      const forget = `repTable.delete(${rep}(${handle}));`;
      return `${found}${forget}\n${object}[symbolRscHandle] = ${handle};`;
    })
    .replace(goesOut, (all, _, name, object, handle) => {
      const rep = representation(name);
      if (!glue.includes(`${rep},`) && !glue.includes(`${rep}]`)) {
        return all;
      }
      const entry = `{ rep: ${object}, own: true }`;
      return `${all} else {\nrepTable.set(${rep}(${handle}), ${entry});\n}`;
    });
}
