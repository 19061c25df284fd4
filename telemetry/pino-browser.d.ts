// The build of pino that wrangler picks too, named, so that Node runs the same.
declare module "pino/browser.js" {
  export { default } from "pino";
}
