/** Why a request shows no prompt: which gate is closed, and who can open it. Pure. */

export interface Gates {
  /** Whether the application stores prompts and completions; undefined while that is not known. */
  application: boolean | undefined;
  /** Whether the use case sends them: null is its application's own choice. */
  use_case: boolean | null | undefined;
  /** Whether this person may read them. */
  person: boolean;
}

/** One sentence for each gate that is closed; where all are open, the client sent nothing. */
export function closedGates({ application, use_case, person }: Gates): string[] {
  const closed: string[] = [];
  if (!person)
    closed.push("You may not read prompts here. An owner can allow it in Settings › People and roles.");
  if (application === false)
    closed.push("This application stores no prompts. An owner can switch it on in Settings › Logging.");
  if (use_case === false)
    closed.push("Logging is off for this use case. An owner can switch it on in the use case's settings.");
  if (closed.length === 0)
    closed.push(
      "Nothing was sent with this request. Prompts are sent with payi_instrument(log_prompt_and_response=True), kept for the days set in Settings › Logging, and only for calls made after that.",
    );
  return closed;
}
