// Files that Node can load as they are compiled: imports with their extensions.
export default {
  input: process.env.DOCUMENT,
  output: { path: process.env.CLIENT, importFileExtension: ".js", module: { extension: ".js" } },
};
