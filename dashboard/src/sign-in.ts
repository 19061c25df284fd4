/** The page of who is not signed in: sends the token as a bearer once, for the cookie that follows. */
import { takeToken } from "./token-link.ts";

const form = element("form", HTMLFormElement);
const field = element("#token", HTMLInputElement);
const problem = element("#problem", HTMLElement);
const button = element("button", HTMLButtonElement);

field.focus();
followLink();
// A link that is pasted over this page's address loads nothing anew.
addEventListener("hashchange", followLink);

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void signIn(field.value.trim());
});

function followLink(): void {
  const token = takeToken();
  if (token !== undefined) void signIn(token);
}

async function signIn(token: string): Promise<void> {
  button.disabled = true;
  problem.textContent = "";
  const refusal = await refusalOf(token);
  button.disabled = false;
  if (refusal === undefined) return location.reload();
  problem.textContent = refusal;
  field.focus();
  field.select();
}

async function refusalOf(token: string): Promise<string | undefined> {
  if (!/^[\x21-\x7e]+$/.test(token)) return "A token has no blanks and no special letters.";
  try {
    const headers = { authorization: `Bearer ${token}` };
    const { ok, status } = await fetch("/_flow/sign-in", { method: "POST", headers });
    if (ok) return await sessionProblem();
    if (status === 401)
      return "This token is not, or no longer, one of the gateway's. npm start makes a new one each time.";
    if (status === 403) return "The gateway has no admin token: set the secret FLOWGATE_ADMIN_TOKENS.";
    return `The gateway answered ${status}. Try again.`;
  } catch {
    return "The gateway does not answer. Is it running?";
  }
}

/** The session is a cookie: a browser may be set up to keep none. */
async function sessionProblem(): Promise<string | undefined> {
  const { status } = await fetch("/_flow/api/panels");
  return status === 401 ? "This browser does not keep the session: allow the gateway a cookie." : undefined;
}

function element<E extends Element>(selector: string, type: new () => E): E {
  const found = document.querySelector(selector);
  if (!(found instanceof type)) throw new Error(`sign-in.html has no ${selector}`);
  return found;
}
