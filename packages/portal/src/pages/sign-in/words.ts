/** The words of signing in. */

export const words = {
  signIn: "Sign in",
  email: "E-mail",
  password: "Password",
  with: (name: string) => `Sign in with ${name}`,
  or: "or",
  firstStart: "Nobody can sign in yet.",
  firstStartHow:
    "At its first start the server printed a link for its owner: open it. This command prints another one:",
  forgotten: "Password forgotten? An Owner of the organization can make a new invitation for you.",
  welcome: "Welcome to Assay",
  ownerLink: "This link makes you the Owner of this installation. It works once.",
  invitation: "You were invited. Choose a password to come in.",
  name: "Name",
  begin: "Begin",
  noToken: "This address has no link in it. Open the whole link that you were given.",
  passwordRule: "At least 12 characters. Several words are easier to remember than signs.",
  passwordShort: (missing: number) => `Too short by ${missing}.`,
  noName: "Give your name.",
  noEmail: "Give an address such as name@example.com.",
} as const;

/** What is said when the identity provider sent somebody back without letting them in, by the code of the reason. */
const RETURNED: Record<string, string> = {
  access_denied: "The identity provider did not let you in.",
  no_role: "You have no role here yet. Ask an Owner of the organization to give you one.",
};

export function returned(code: string): string {
  return RETURNED[code] ?? `Signing in did not work (${code}). Try again.`;
}
