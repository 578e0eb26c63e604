// Builds a bundle for each library: what its pages use and no more, with the licences at its end.
import {readFileSync, readdirSync, writeFileSync} from 'node:fs';
import {build} from 'esbuild';
import * as sass from 'sass';

const scss = {
  name: 'scss',
  setup: (builder) => builder.onLoad({filter: /\.scss$/}, ({path}) => ({
    contents: sass.compile(path, {
      loadPaths: ['node_modules', 'node_modules/@uswds/uswds/packages'],
      quietDeps: true,
      logger: sass.Logger.silent,
    }).css.replaceAll(/@font-face\s*{[^}]*}/g, ''),
    loader: 'css',
    resolveDir: import.meta.dirname,
  })),
};
// Pictures and fonts stand for nothing that a person needs here.
const bare = {
  name: 'bare',
  setup: (builder) => {
    builder.onResolve({filter: /./}, ({kind, path}) => kind === 'url-token' && !path.startsWith('data:') ? {path, namespace: 'bare'} : null);
    builder.onLoad({filter: /./, namespace: 'bare'}, () => ({contents: '', loader: 'dataurl'}));
  },
};
const shared = ['site.js', 'build.mjs'];
const pages = readdirSync('.').filter((name) => /\.jsx?$/.test(name) && !shared.includes(name)).sort();
const {metafile} = await build({
  metafile: true,
  entryPoints: pages,
  outdir: process.argv[2],
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2022',
  charset: 'utf8',
  jsx: 'automatic',
  splitting: true,
  chunkNames: '[name]-[hash]',
  legalComments: 'eof',
  logLevel: 'warning',
  define: {'process.env.NODE_ENV': '"production"', 'process.env': '{}', __VUE_OPTIONS_API__: 'true',
    __VUE_PROD_DEVTOOLS__: 'false',
    __VUE_PROD_HYDRATION_MISMATCH_DETAILS__: 'false'},
  alias: {vue: 'vue/dist/vue.esm-bundler.js'},
  plugins: [bare, scss],
});

// The licences of every package of which something is in a bundle, in full.
const name = (path) => path.match(/^.*node_modules\/((?:@[^/]+\/)?[^/]+)/)?.[0];
const styled = ['@uswds/uswds', 'bootstrap', 'govuk-frontend'].map((one) => `node_modules/${one}`);
const used = new Set([...Object.keys(metafile.inputs).map(name).filter(Boolean), ...styled]);
const licences = [...used].sort().map((folder) => {
  const {license, name: called, version} = JSON.parse(readFileSync(`${folder}/package.json`));
  const file = readdirSync(folder).find((one) => /^licen[cs]e(\.(md|txt))?$/i.test(one));
  const text = file ? readFileSync(`${folder}/${file}`, 'utf8').replaceAll('\r', '').trim() : `License: ${license}`;
  return `${called} ${version}\n\n${text}\n`;
});
writeFileSync(`${process.argv[2]}/LICENSES.txt`, licences.join(`\n${'-'.repeat(80)}\n\n`));
