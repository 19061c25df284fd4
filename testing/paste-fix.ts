export { pasteFix } from "../cli/paste-fix.ts";
