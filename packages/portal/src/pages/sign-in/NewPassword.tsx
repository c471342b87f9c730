/** A password that is chosen. */

import { PasswordInput, type PasswordInputProps } from "@mantine/core";
import { words } from "./words";

const SHORTEST = 12;

export function validPassword(password: string): string | null {
  return password.length < SHORTEST ? words.passwordShort(SHORTEST - password.length) : null;
}

export function NewPassword(props: PasswordInputProps) {
  return (
    <PasswordInput
      description={words.passwordRule}
      autoComplete="new-password"
      required
      visibilityToggleButtonProps={{ "aria-label": "Show the password" }}
      {...props}
    />
  );
}
